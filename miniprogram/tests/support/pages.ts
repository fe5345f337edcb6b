import fs from 'node:fs'
import path from 'node:path'
import { Phone } from './phone'
import { Town } from './town'

/** Pages laid out in build/ by scripts/stage.mjs, rendered by miniprogram-simulate and tapped as a finger would. */
export interface Node {
  dom?: Element
  instance: Record<string, (...values: unknown[]) => unknown> & { data: Record<string, unknown> }
  querySelector(selector: string): Node | undefined
  querySelectorAll(selector: string): Node[]
  dispatchEvent(name: string, options?: object): void
  triggerLifeTime(name: string): void
  triggerPageLifeTime(name: string): void
  attach(parent: Element): void
  detach(): void
}

interface Simulate {
  load(path: string, tag: string, options: object): string
  render(id: string): Node
}

const BUILD = path.resolve(__dirname, '../../build')
const TDESIGN = 'miniprogram_npm/tdesign-miniprogram'
/** Path of each component in build/ → the id under which it was registered. */
const ids = new Map<string, string>()
let app: Launched | undefined

interface Launched {
  onLaunch(): void
  onShow(): void
}

/** TDesign by its npm name, as the developer tools resolve it. */
function tdesign(): Record<string, string> {
  const names = fs.readdirSync(path.join(BUILD, TDESIGN))
  const components = names.filter((name) => fs.existsSync(path.join(BUILD, TDESIGN, name, `${name}.json`)))
  return Object.fromEntries(components.map((name) => [`t-${name}`, `/${TDESIGN}/${name}/${name}`]))
}

function simulate(): Simulate {
  return jest.requireActual<Simulate>('miniprogram-simulate')
}

/** All pages at once, so that each script runs once; the simulator keeps the ids of pages to itself, so they are noted on the way. */
function loadPages(): void {
  const registry = jest.requireActual<{ register: (definition: { id: string; path?: string }) => unknown }>('j-component')
  const register = registry.register
  registry.register = (definition) => {
    if (definition.path) ids.set(path.relative(BUILD, definition.path), definition.id)
    return register(definition)
  }
  simulate().load(path.join(BUILD, 'all-pages'), 'all', { rootPath: BUILD, usingComponents: tdesign() })
  registry.register = register
}

export class Walk {
  readonly town = new Town()
  phone = new Phone('')
  private page: Node | undefined

  async begin(): Promise<void> {
    this.phone = new Phone(await this.town.open())
    this.phone.install()
    this.launch()
  }

  /** The app is started: everything is built anew from what the phone has kept. */
  launch(): void {
    simulate()
    this.phone.install()
    Object.assign(globalThis, { App: (definition: Launched) => { app = definition } })
    jest.requireActual(path.join(BUILD, 'app.js'))
    if (!ids.size) loadPages()
    app?.onLaunch()
    app?.onShow()
  }

  async end(): Promise<void> {
    this.page?.detach()
    await this.town.close()
    fs.rmSync(this.phone.folder, { recursive: true, force: true })
  }

  async visit(name: string, query: Record<string, string> = {}): Promise<Node> {
    this.page?.detach()
    const page = simulate().render(ids.get(`pages/${name}/${name}`) ?? '')
    page.attach(document.body)
    this.page = page
    await page.instance['onLoad']?.(query)
    await page.instance['onShow']?.()
    await settle()
    return page
  }

  /** Comes back to the page in front. */
  async show(): Promise<void> {
    await this.front.instance['onShow']?.()
    await settle()
  }

  get front(): Node {
    if (!this.page) throw new Error('no page is open')
    return this.page
  }

  get text(): string {
    return this.front.dom?.textContent ?? ''
  }

  find(selector: string): Node {
    const found = this.front.querySelector(selector)
    if (!found) throw new Error(`${selector} is not on the page`)
    return found
  }

  has(selector: string): boolean {
    return this.front.querySelector(selector) !== undefined
  }

  async tap(selector: string, inside = ''): Promise<void> {
    tappable(inside ? within(this.find(selector), inside) : this.find(selector)).dispatchEvent('tap')
    await settle()
  }

  /** Two taps before anything could happen. */
  async tapTwice(selector: string): Promise<void> {
    tappable(this.find(selector)).dispatchEvent('tap')
    await this.tap(selector)
  }

  async type(selector: string, value: string): Promise<void> {
    const field = this.find(selector)
    const native = field.querySelector('.t-input__control') ?? field.querySelector('.box-input') ?? field
    native.dispatchEvent('input', { detail: { value, cursor: value.length } })
    await settle()
  }

  async pick(selector: string, value: number): Promise<void> {
    this.find(selector).dispatchEvent('change', { detail: { value } })
    await settle()
  }
}

function within(node: Node, selector: string): Node {
  const found = node.querySelector(selector)
  if (!found) throw new Error(`${selector} is not inside`)
  return found
}

/** The element that a finger meets: a TDesign component has no element of its own around it. */
function tappable(node: Node): Node {
  return node.querySelector('.t-button') ?? node.querySelector('.t-radio') ?? node
}

/** Lets the phone's storage, rendering and events come to rest. */
export function settle(milliseconds = 30): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** Waits for something to become true; the client's own pauses before asking again take up to 1.6 s. */
export async function until(what: () => boolean): Promise<void> {
  for (let left = 250; left > 0; left -= 1) {
    if (what()) return settle()
    await settle(20)
  }
  throw new Error(`never came true: ${String(what)}`)
}
