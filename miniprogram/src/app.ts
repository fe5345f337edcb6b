import { onNetworkBack } from './platform/phone'
import { services, start } from './services'

App({
  onLaunch() {
    start()
    onNetworkBack(() => { void services().outbox.flush() })
  },
  onShow() {
    void services().outbox.flush()
  },
})
