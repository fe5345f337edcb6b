// Lays the mini-program out in build/ as WeChat's developer tools would: our TypeScript compiled, WXML/WXSS/JSON beside
// it, and of TDesign exactly the files that our pages reach, under miniprogram_npm/. Tests render what lies there.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const HERE = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const SRC = path.join(HERE, 'src')
const BUILT_NPM = path.join(SRC, 'miniprogram_npm') // what the developer tools may have built there
const BUILD = path.join(HERE, 'build')
const NPM = path.join(BUILD, 'miniprogram_npm')
const TDESIGN = path.join(HERE, 'node_modules/tdesign-miniprogram/miniprogram_dist')
const KINDS = ['.js', '.json', '.wxml', '.wxss', '.wxs']
const SCRIPT_OPTIONS = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2020, esModuleInterop: true }

function filesUnder(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name)
    if (full === BUILT_NPM) return []
    return entry.isDirectory() ? filesUnder(full) : [full]
  })
}

/** Every component that some page or component of ours names as tdesign-miniprogram/x/x. */
function componentsNamed() {
  const named = new Set()
  for (const file of filesUnder(SRC).filter((name) => name.endsWith('.json'))) {
    for (const target of Object.values(JSON.parse(fs.readFileSync(file, 'utf8')).usingComponents ?? {})) {
      if (target.startsWith('tdesign-miniprogram/')) named.add(path.join(TDESIGN, target.slice('tdesign-miniprogram/'.length)))
    }
  }
  return named
}

function neighbours(file, text) {
  const found = []
  const take = (pattern) => found.push(...[...text.matchAll(pattern)].map((match) => match[1]))
  if (file.endsWith('.js')) take(/(?:from|import)\s*["']([^"']+)["']/g)
  if (file.endsWith('.wxml')) take(/<(?:wxs|import|include)[^>]*\ssrc="([^"]+)"/g)
  if (file.endsWith('.wxs')) take(/require\(["']([^"']+)["']\)/g)
  if (file.endsWith('.wxss')) take(/@import\s+["']([^"']+)["']/g)
  if (file.endsWith('.json')) found.push(...Object.values(JSON.parse(text).usingComponents ?? {}))
  return found
}

function resolve(from, target) {
  const bare = !target.startsWith('.')
  const base = bare ? path.join(TDESIGN, 'miniprogram_npm', target) : path.resolve(path.dirname(from), target)
  const tries = [base, ...KINDS.map((kind) => base + kind), ...KINDS.map((kind) => path.join(base, 'index' + kind))]
  return tries.filter((name) => fs.existsSync(name) && fs.statSync(name).isFile())
}

/** All files of TDesign that are reached from the components we name. */
function tdesignFiles() {
  const waiting = [...componentsNamed()].flatMap((stem) => KINDS.map((kind) => stem + kind)).filter((name) => fs.existsSync(name))
  const seen = new Set()
  while (waiting.length) {
    const file = waiting.pop()
    if (seen.has(file)) continue
    seen.add(file)
    for (const target of neighbours(file, fs.readFileSync(file, 'utf8'))) waiting.push(...resolve(file, target))
  }
  return [...seen]
}

function copyTdesign() {
  for (const file of tdesignFiles()) {
    const inside = path.relative(TDESIGN, file)
    const nested = inside.startsWith('miniprogram_npm/')
    const target = nested ? path.join(BUILD, inside) : path.join(NPM, 'tdesign-miniprogram', inside)
    fs.mkdirSync(path.dirname(target), { recursive: true })
    const text = fs.readFileSync(file, 'utf8')
    fs.writeFileSync(target, file.endsWith('.js') ? ts.transpileModule(text, { compilerOptions: SCRIPT_OPTIONS }).outputText : text)
  }
}

function copyOurs() {
  for (const file of filesUnder(SRC).filter((name) => !name.endsWith('.ts'))) {
    const target = path.join(BUILD, path.relative(SRC, file))
    fs.mkdirSync(path.dirname(target), { recursive: true })
    fs.copyFileSync(file, target)
  }
}

/** A root over all pages: what is loaded through it is loaded once, as the running app does it. Only tests open it. */
function writeRoot() {
  const { pages } = JSON.parse(fs.readFileSync(path.join(SRC, 'app.json'), 'utf8'))
  const usingComponents = Object.fromEntries(pages.map((page) => [path.basename(page), `./${page}`]))
  fs.writeFileSync(path.join(BUILD, 'all-pages.json'), JSON.stringify({ component: true, usingComponents }))
  fs.writeFileSync(path.join(BUILD, 'all-pages.wxml'), '')
  fs.writeFileSync(path.join(BUILD, 'all-pages.js'), 'Component({})\n')
}

export default function stage() {
  fs.rmSync(BUILD, { recursive: true, force: true })
  const tsc = path.join(HERE, 'node_modules/typescript/bin/tsc')
  const compiled = spawnSync(process.execPath, [tsc, '-p', path.join(HERE, 'tsconfig.build.json')], { encoding: 'utf8' })
  if (compiled.status !== 0) throw new Error(compiled.stdout + compiled.stderr)
  copyOurs()
  copyTdesign()
  writeRoot()
  const bytes = filesUnder(BUILD).reduce((sum, file) => sum + fs.statSync(file).size, 0)
  return { folder: BUILD, kilobytes: Math.round(bytes / 1024) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { folder, kilobytes } = stage()
  console.log(`${path.relative(process.cwd(), folder) || folder}: ${kilobytes} KB`)
}
