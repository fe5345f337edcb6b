import { BARE, furniture } from '../../pages/furniture'

type Settle = (answer: { event: 'exposureAuthorization' | 'agree' | 'disagree'; buttonId?: string }) => void

/** WeChat holds a private call back until these are told agree or disagree; several calls may wait at once. */
const waiting = new Set<Settle>()

function settle(answer: Parameters<Settle>[0]): void {
  for (const tell of waiting) tell(answer)
  waiting.clear()
}

Component({
  data: { ...BARE, open: false },
  lifetimes: {
    attached() {
      this.listen()
    },
    detached() {
      settle({ event: 'disagree' })
    },
  },
  pageLifetimes: {
    show() {
      this.listen()
    },
  },
  methods: {
    /** WeChat keeps one listener for the whole app, so the page in front takes it over. */
    listen() {
      if (typeof wx.onNeedPrivacyAuthorization !== 'function') return
      wx.onNeedPrivacyAuthorization((resolve) => {
        const tell = resolve as unknown as Settle
        waiting.add(tell)
        tell({ event: 'exposureAuthorization' })
        this.setData({ ...furniture(), open: true })
      })
    },
    agree() {
      settle({ event: 'agree', buttonId: 'privacy-agree' })
      this.setData({ open: false })
    },
    refuse() {
      settle({ event: 'disagree' })
      this.setData({ open: false })
    },
    read() {
      wx.openPrivacyContract({})
    },
    hold() {
      return
    },
  },
})
