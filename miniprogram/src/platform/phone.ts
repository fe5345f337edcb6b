/** What the phone and WeChat itself can do for us; each answers plainly when the resident says no. */

export function loginCode(): Promise<string> {
  return wx.login().then((found) => found.code)
}

/** Asks for consent to the privacy guide where that is still open; older WeChat has no such question. */
export function privacyAgreed(): Promise<boolean> {
  if (typeof wx.requirePrivacyAuthorize !== 'function') return Promise.resolve(true)
  return new Promise((resolve) => {
    wx.requirePrivacyAuthorize({ success: () => { resolve(true) }, fail: () => { resolve(false) } })
  })
}

/** The name of the privacy guide registered with WeChat, in its quotation marks; '' where WeChat is too old to say. */
export function privacyContract(): Promise<string> {
  if (typeof wx.getPrivacySetting !== 'function') return Promise.resolve('')
  return new Promise((resolve) => {
    wx.getPrivacySetting({ success: (found) => { resolve(found.privacyContractName) }, fail: () => { resolve('') } })
  })
}

export interface Position {
  lon: number
  lat: number
  name: string
}

/** GCJ-02, six decimals (a decimetre); null when not allowed or not found. */
export async function hereNow(): Promise<Position | null> {
  if (!(await privacyAgreed())) return null
  return wx.getLocation({ type: 'gcj02' }).then(
    (found) => ({ lon: short(found.longitude), lat: short(found.latitude), name: '' }),
    () => null,
  )
}

/** GCJ-02 as well; null when the resident went back without choosing or did not allow it. */
export async function chosenOnMap(): Promise<Position | null> {
  if (!(await privacyAgreed())) return null
  return wx.chooseLocation({}).then(
    (found) => ({ lon: short(found.longitude), lat: short(found.latitude), name: found.name || found.address }),
    () => null,
  )
}

/** Tells whether the resident has switched location off for this mini-program, in which case only the settings help. */
export async function locationForbidden(): Promise<boolean> {
  const setting = await wx.getSetting()
  return setting.authSetting['scope.userLocation'] === false
}

function short(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6
}

/** Copies of chosen pictures in the mini-program's own folder: WeChat clears its temporary files, letters may wait for days. */
export async function takePhotos(count: number, newName: () => string): Promise<string[]> {
  if (count < 1 || !(await privacyAgreed())) return []
  const chosen = await wx.chooseMedia({ count: Math.min(count, 9), mediaType: ['image'], sizeType: ['compressed'] }).then(
    (found) => found.tempFiles.map((file) => file.tempFilePath),
    () => [],
  )
  return Promise.all(chosen.map((path) => copied(path, `${wx.env.USER_DATA_PATH}/${newName()}.jpg`)))
}

function copied(srcPath: string, destPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    wx.getFileSystemManager().copyFile({
      srcPath,
      destPath,
      success: () => { resolve(destPath) },
      fail: (error) => { reject(new Error(error.errMsg)) },
    })
  })
}

/** A copy that is gone already is no trouble. */
export async function forgetPhotos(paths: string[]): Promise<void> {
  await Promise.all(
    paths.map((filePath) => new Promise<void>((resolve) => {
      wx.getFileSystemManager().unlink({ filePath, complete: () => { resolve() } })
    })),
  )
}

/** WeChat takes three templates at a time, and only straight after a tap. True when at least one was allowed. */
export function askToNotify(templates: string[]): Promise<boolean> {
  if (!templates.length) return Promise.resolve(false)
  const tmplIds = templates.slice(0, 3)
  return wx.requestSubscribeMessage({ tmplIds }).then(
    (answer) => tmplIds.some((id) => (answer as unknown as Record<string, unknown>)[id] === 'accept'),
    () => false,
  )
}

export function onNetworkBack(tell: () => void): void {
  wx.onNetworkStatusChange((status) => {
    if (status.isConnected) tell()
  })
}
