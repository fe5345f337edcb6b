import { Failure, type Answer, type Ask, type Transport } from '../api/http'

const TIMEOUT_MS = 15_000
const UPLOAD_TIMEOUT_MS = 60_000

export function wxTransport(server: string): Transport {
  return {
    send: (ask) => request(server, ask),
    upload: async (path, file, token) => {
      await present(file)
      return upload(server + path, file, token)
    },
  }
}

function request(server: string, ask: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    wx.request({
      url: server + ask.path,
      method: ask.method,
      data: ask.body,
      timeout: TIMEOUT_MS,
      header: { 'content-type': 'application/json', ...bearer(ask.token) },
      success: (answer) => { resolve({ status: answer.statusCode, body: answer.data }) },
      fail: () => { reject(new Failure('unreached')) },
    })
  })
}

function upload(url: string, filePath: string, token: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    wx.uploadFile({
      url,
      filePath,
      name: 'photo',
      timeout: UPLOAD_TIMEOUT_MS,
      header: bearer(token),
      success: (answer) => { resolve({ status: answer.statusCode, body: parsed(answer.data) }) },
      fail: () => { reject(new Failure('unreached')) },
    })
  })
}

/** uploadFile reports a lost file like a lost network, and the letter would wait for ever. */
function present(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    wx.getFileSystemManager().access({
      path,
      success: () => { resolve() },
      fail: () => { reject(new Failure('refused', 0, 'photo_lost')) },
    })
  })
}

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
