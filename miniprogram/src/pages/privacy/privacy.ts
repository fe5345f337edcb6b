import { services } from '../../services'
import { privacyContract } from '../../platform/phone'
import { BARE, dress, working } from '../furniture'

Component({
  data: { ...BARE, text: '', contract: '', trouble: '', busy: false },
  methods: {
    async onLoad() {
      this.setData({ contract: await privacyContract() })
      await this.load()
    },
    onShow() {
      dress(this, 'privacy')
    },
    async load() {
      await working(this, async () => {
        this.setData({ text: (await services().card.load()).privacy })
      })
    },
    open() {
      wx.openPrivacyContract({})
    },
  },
})
