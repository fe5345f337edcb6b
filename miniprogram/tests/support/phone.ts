import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { multipart, over } from './wire'

/**
 * The parts of WeChat's `wx` that we use, on Node: requests go over real HTTP, files are real files, storage is a Map that
 * copies what it is given. There is no WeChat on Node, so this adapter stands where the platform would; our own code is
 * never replaced.
 */
export class Phone {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'xiangyue-phone-'))
  readonly storage = new Map<string, { text: string; encrypt: boolean }>()
  readonly went: string[] = []
  readonly asked: { templates: string[][]; previews: string[]; toasts: string[] } = { templates: [], previews: [], toasts: [] }
  language = 'zh_CN'
  title = ''
  online = true
  position: { longitude: number; latitude: number } | null = { longitude: 116.7973512, latitude: 39.7060461 }
  privacyOpen = false
  private logins = 0
  private networkTells: ((status: { isConnected: boolean }) => void)[] = []
  private privacyTell: ((resolve: (answer: { event: string; buttonId?: string }) => void) => void) | null = null

  constructor(private readonly server: string) {}

  networkBack(): void {
    this.online = true
    for (const tell of this.networkTells) tell({ isConnected: true })
  }

  /** A picture in WeChat's temporary folder. */
  picture(name: string): string {
    const file = path.join(this.folder, name)
    fs.writeFileSync(file, `picture ${name}`)
    return file
  }

  install(): void {
    const target = globalThis as unknown as { wx?: object; App?: unknown; getApp?: unknown }
    target.wx = Object.assign(target.wx ?? {}, this.api())
    target.getApp = () => ({})
  }

  private api(): object {
    return {
      ...this.network(),
      ...this.memory(),
      ...this.places(),
      env: { USER_DATA_PATH: this.folder },
      login: () => Promise.resolve({ code: `code-${String(++this.logins)}` }),
      getAppBaseInfo: () => ({ language: this.language, SDKVersion: '3.8.0', platform: 'devtools' }),
      getSystemInfoSync: () => ({ language: this.language, SDKVersion: '3.8.0', platform: 'devtools' }),
      getWindowInfo: () => ({ windowWidth: 390, pixelRatio: 2 }),
      setNavigationBarTitle: ({ title }: { title: string }) => { this.title = title; return Promise.resolve() },
      navigateTo: (to: { url: string }) => this.go('to', to.url),
      redirectTo: (to: { url: string }) => this.go('redirect', to.url),
      navigateBack: () => this.go('back', ''),
      stopPullDownRefresh: () => Promise.resolve(),
      showToast: ({ title }: { title: string }) => { this.asked.toasts.push(title); return Promise.resolve() },
      previewImage: ({ current }: { current: string }) => { this.asked.previews.push(current); return Promise.resolve() },
      requestSubscribeMessage: ({ tmplIds }: { tmplIds: string[] }) => {
        this.asked.templates.push(tmplIds)
        return Promise.resolve(Object.fromEntries(tmplIds.map((id) => [id, 'accept'])))
      },
      onNetworkStatusChange: (tell: (status: { isConnected: boolean }) => void) => { this.networkTells.push(tell) },
    }
  }

  private go(how: string, url: string): Promise<void> {
    this.went.push(`${how} ${url}`.trim())
    return Promise.resolve()
  }

  private network(): object {
    interface Call { url: string; method?: string; data?: object; header?: Record<string, string>; filePath?: string; name?: string; success: (answer: unknown) => void; fail: (error: unknown) => void }
    const send = (call: Call, header: Record<string, string>, body: Buffer, text: boolean) => {
      if (!this.online) return void setTimeout(() => { call.fail({ errMsg: 'request:fail' }) }, 0)
      over(this.server + new URL(call.url).pathname + new URL(call.url).search, call.method ?? 'POST', header, body).then(
        (answer) => { call.success(text ? { ...answer, data: JSON.stringify(answer.data) } : answer) },
        () => { call.fail({ errMsg: 'request:fail' }) },
      )
    }
    return {
      request: (call: Call) => { send(call, call.header ?? {}, Buffer.from(call.data ? JSON.stringify(call.data) : ''), false) },
      uploadFile: (call: Call) => {
        const { type, body } = multipart(call.filePath ?? '', call.name ?? '')
        send(call, { ...call.header, 'content-type': type }, body, true)
      },
    }
  }

  private memory(): object {
    const { storage } = this
    return {
      setStorage: ({ key, data, encrypt }: { key: string; data: unknown; encrypt: boolean }) => {
        const text = JSON.stringify(data)
        return new Promise<void>((resolve) => setTimeout(() => { storage.set(key, { text, encrypt }); resolve() }, Math.random() * 3))
      },
      getStorage: ({ key, encrypt }: { key: string; encrypt: boolean }) => {
        const kept = storage.get(key)
        return kept?.encrypt === encrypt ? Promise.resolve({ data: JSON.parse(kept.text) as unknown }) : Promise.reject(new Error('data not found'))
      },
      removeStorage: ({ key }: { key: string }) => { storage.delete(key); return Promise.resolve() },
      getStorageInfo: () => Promise.resolve({ keys: [...storage.keys()] }),
      getStorageSync: (key: string) => (storage.has(key) ? (JSON.parse(storage.get(key)?.text ?? '') as unknown) : ''),
      setStorageSync: (key: string, data: unknown) => { storage.set(key, { text: JSON.stringify(data), encrypt: false }) },
      getFileSystemManager: () => ({
        copyFile: (call: { srcPath: string; destPath: string; success: () => void; fail: (error: { errMsg: string }) => void }) => {
          fs.copyFile(call.srcPath, call.destPath, (error) => { if (error) call.fail({ errMsg: error.message }); else call.success() })
        },
        access: (call: { path: string; success: () => void; fail: () => void }) => { if (fs.existsSync(call.path)) call.success(); else call.fail() },
        unlink: (call: { filePath: string; complete: () => void }) => { fs.rm(call.filePath, { force: true }, () => { call.complete() }) },
      }),
    }
  }

  private places(): object {
    const allowed = () => (this.position ? Promise.resolve(this.position) : Promise.reject(new Error('auth deny')))
    return {
      getLocation: (call: { type: string }) => (call.type === 'gcj02' ? allowed() : Promise.reject(new Error('wrong type'))),
      chooseLocation: () => allowed().then((found) => ({ ...found, name: '村委会', address: '' })),
      getSetting: () => Promise.resolve({ authSetting: { 'scope.userLocation': this.position !== null } }),
      chooseMedia: ({ count }: { count: number }) =>
        Promise.resolve({ tempFiles: Array.from({ length: Math.min(count, 2) }, (_, at) => ({ tempFilePath: this.picture(`chosen-${String(at)}.jpg`) })) }),
      getPrivacySetting: (call: { success: (found: object) => void }) => { call.success({ needAuthorization: this.privacyOpen, privacyContractName: '《隐私保护指引》' }) },
      openPrivacyContract: () => this.go('privacy contract', ''),
      onNeedPrivacyAuthorization: (tell: typeof this.privacyTell) => { this.privacyTell = tell },
      requirePrivacyAuthorize: (call: { success: () => void; fail: () => void }) => {
        if (!this.privacyOpen || !this.privacyTell) {
          call.success()
          return
        }
        this.privacyTell(({ event }) => {
          if (event === 'agree') { this.privacyOpen = false; call.success() }
          if (event === 'disagree') call.fail()
        })
      },
    }
  }
}
