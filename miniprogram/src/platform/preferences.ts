import type { Lang } from '../i18n/index'

export interface Preferences {
  lang: Lang
  large: boolean
}

const KEY = 'preferences'

/** Read synchronously: the first screen must come up in the right language and size. */
export function readPreferences(): Preferences {
  const kept = wx.getStorageSync<Partial<Preferences> | ''>(KEY) || {}
  return { lang: kept.lang ?? phoneLang(), large: kept.large ?? false }
}

export function keepPreferences(preferences: Preferences): void {
  wx.setStorageSync(KEY, preferences)
}

function phoneLang(): Lang {
  return wx.getAppBaseInfo().language.startsWith('zh') ? 'zh' : 'en'
}
