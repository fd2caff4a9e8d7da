// A Wechaty gateway for the tests: the real puppet-service of npm around the mock puppet, and a family that says what it is told to.
//
//   node gateway.mjs --grpc 127.0.0.1:8788 --control 8789 [--login bot-xiaoai] [--certificate file --key file] [--needs-scan]
//
// Control, JSON over HTTP: POST /say  POST /again  POST /login  POST /logout  POST /scan  POST /topic  POST /echo  GET /sent  GET /state
// Ends when its standard input ends, so that it does not outlive the test that started it.
import crypto from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import { parseArgs } from 'node:util'
import { FileBox } from 'file-box'
import { PuppetMock, mock } from 'wechaty-puppet-mock'
import { PuppetServer } from 'wechaty-puppet-service'

const { values: options } = parseArgs({
  options: {
    grpc: { type: 'string' },
    control: { type: 'string' },
    token: { type: 'string', default: 'insecure_test_token' },
    login: { type: 'string', default: 'bot-xiaoai' },
    certificate: { type: 'string' },
    key: { type: 'string' },
    'needs-scan': { type: 'boolean', default: false },
  },
})

const ROOM = 'family@chatroom' // the mock takes ids with an @ for rooms
const FAMILY = {
  'bot-xiaoai': { name: '小爱' },
  'bot-other': { name: '小爱二号' },
  wxid_mama: { name: '云淡风轻', alias: '妈妈' },
  wxid_baba: { name: '爸爸' },
  gh_news: { name: '每日新闻', type: 2 },
}
const sent = []
const waiting = new Map() // text the bot is to send → who waits for it

class FamilyPuppet extends PuppetMock {
  // The mock shows a QR code whatever the picture, and tells no id of what it sends; real puppets differ in both.
  async messageImage (id) { return this.messageFile(id) }

  async messageSendText (conversation, text, mentions) {
    const id = await this.#send(conversation, text)
    sent.push({ id, conversation, kind: 'text', text, mentions: mentions ?? [] })
    waiting.get(text)?.()
    return id
  }

  async messageSendFile (conversation, file) {
    const content = await file.toBuffer()
    const id = await this.#send(conversation, FileBox.fromBase64(content.toString('base64'), file.name))
    const sha256 = crypto.createHash('sha256').update(content).digest('hex')
    sent.push({ id, conversation, kind: 'file', name: file.name, bytes: content.length, sha256, box: file.type })
    return id
  }

  async #send (conversation, what) {
    const before = new Set(this.mocker.cacheMessagePayload.keys())
    await super._messageSend(conversation, what)
    return [...this.mocker.cacheMessagePayload.keys()].find(id => !before.has(id))
  }
}

const mocker = new mock.Mocker()
const puppet = new FamilyPuppet({ mocker })
const people = {}
let room

mocker.use(family => {
  if (!room) {
    for (const [id, about] of Object.entries(FAMILY)) people[id] = family.createContact({ alias: '', type: 1, ...about, id })
    room = family.createRoom({ id: ROOM, topic: '幸福一家人', memberIdList: Object.keys(FAMILY), adminIdList: [], ownerId: 'wxid_mama' })
  }
  family.scan('https://login.weixin.qq.com/l/made-up', 2)
  if (!options['needs-scan'] && !puppet.isLoggedIn) family.login(people[options.login])
  return () => {}
})

const me = () => people[puppet.currentUserId]

function say ({ from = 'wxid_mama', to_room, mention, text, file, url, name }) {
  let what = text
  if (file) what = FileBox.fromBase64(file, name)
  if (url) what = FileBox.fromUrl(url, { name })
  const before = new Set(mocker.cacheMessagePayload.keys())
  people[from].say(what, mention ? [me()] : []).to(to_room ? room : me())
  return { id: [...mocker.cacheMessagePayload.keys()].find(id => !before.has(id)) }
}

// Milliseconds from each of so many messages to the bot's answer with the same text.
async function echo ({ times }) {
  const taken = []
  for (let number = 0; number < times; number++) {
    const text = `echo ${number}`
    const began = performance.now()
    const answered = new Promise(resolve => waiting.set(text, resolve))
    say({ text })
    await answered
    waiting.delete(text)
    taken.push(performance.now() - began)
  }
  return taken
}

const actions = {
  'POST /echo': echo,
  'POST /say': say,
  'POST /again': ({ id }) => puppet.emit('message', { messageId: id }),
  'POST /login': async ({ id }) => {
    if (puppet.isLoggedIn) await puppet.logout()
    mocker.login(people[id])
  },
  'POST /logout': () => puppet.logout(),
  'POST /scan': ({ qrcode, status }) => mocker.scan(qrcode, status),
  'POST /topic': ({ topic }) => {
    mocker.roomPayload(ROOM, { ...mocker.roomPayload(ROOM), topic })
    puppet.emit('dirty', { payloadType: 3, payloadId: ROOM })
  },
  'GET /sent': () => sent,
  'GET /state': () => ({ account: puppet.isLoggedIn ? puppet.currentUserId : '', memory: process.memoryUsage().rss }),
}

const tls = options.certificate
  ? { serverCert: fs.readFileSync(options.certificate, 'utf8'), serverKey: fs.readFileSync(options.key, 'utf8') }
  : { disable: true }
await new PuppetServer({ endpoint: options.grpc, puppet, token: options.token, tls }).start()
await puppet.start()

http.createServer(async (request, response) => {
  let status = 200
  let answer = {}
  try {
    let body = ''
    for await (const piece of request.setEncoding('utf8')) body += piece
    const action = actions[`${request.method} ${request.url}`]
    if (!action) status = 404
    else answer = (await action(body ? JSON.parse(body) : {})) ?? {}
  } catch (error) {
    status = 500
    answer = { error: String(error?.stack ?? error) }
  }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}).listen(Number(options.control), '127.0.0.1', () => console.log('ready'))

process.stdin.on('end', () => process.exit(0)).resume()
