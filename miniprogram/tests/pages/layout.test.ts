import fs from 'node:fs'
import path from 'node:path'

const HERE = path.resolve(__dirname, '../..')
const BUILD = path.join(HERE, 'build')

interface Declared {
  usingComponents?: Record<string, string>
}

function read<T>(file: string): T {
  return JSON.parse(fs.readFileSync(file, 'utf8')) as T
}

function filesUnder(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name)
    return entry.isDirectory() ? filesUnder(full) : [full]
  })
}

const pages = read<{ pages: string[] }>(path.join(BUILD, 'app.json')).pages

test.each(pages)('%s has its four files and finds every component that it names', (page) => {
  for (const kind of ['.js', '.json', '.wxml', '.wxss']) expect(fs.existsSync(path.join(BUILD, page + kind))).toBe(true)
  for (const target of Object.values(read<Declared>(path.join(BUILD, `${page}.json`)).usingComponents ?? {})) {
    const at = target.startsWith('.') ? path.join(BUILD, path.dirname(page), target) : path.join(BUILD, 'miniprogram_npm', target)
    expect([target, fs.existsSync(`${at}.wxml`)]).toEqual([target, true])
  }
})

test('every component used in a page is named in its JSON and no other is', () => {
  for (const page of pages) {
    const wxml = fs.readFileSync(path.join(BUILD, `${page}.wxml`), 'utf8')
    const used = new Set([...wxml.matchAll(/<(t-[a-z-]+|trouble|words-box|score|privacy-gate)\b/g)].map((found) => found[1]))
    expect([page, Object.keys(read<Declared>(path.join(BUILD, `${page}.json`)).usingComponents ?? {}).sort()]).toEqual([page, [...used].sort()])
  }
})

test('the package stays far below the 2 MB that WeChat allows for a main package', () => {
  const bytes = filesUnder(BUILD).reduce((sum, file) => sum + fs.statSync(file).size, 0)
  expect(bytes).toBeLessThan(1024 * 1024)
})

test('the lock file names no host: each machine takes packages from the registry that it is set to', () => {
  expect(fs.readFileSync(path.join(HERE, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/)
})
