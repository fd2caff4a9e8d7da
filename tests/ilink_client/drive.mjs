// Drives Tencent's own client against tests/doubles/ilink.py: node drive.mjs URL CLIP PICTURE FILE
// It logs in, hears a text and a photo, and then does each thing our own channel does. One JSON line per step on stdout.
import { createHash } from "node:crypto";

const [url, clip, picture, file] = process.argv.slice(2);
const tell = (step, rest = {}) => process.stdout.write(`${JSON.stringify({ step, ...rest })}\n`);

// The host of the QR code is fixed in the client.
const plainFetch = globalThis.fetch;
globalThis.fetch = (to, options) => plainFetch(String(to).replace("https://ilinkai.weixin.qq.com", url), options);

const client = "@tencent-weixin/openclaw-weixin/dist/src";
const [api, login, cdn, send, sendMedia] = await Promise.all(
  ["api/api.js", "auth/login-qr.js", "cdn/pic-decrypt.js", "messaging/send.js", "messaging/send-media.js"].map((part) =>
    import(`${client}/${part}`)),
);

const { sessionKey, qrcodeUrl } = await login.startWeixinLoginWithQr({ apiBaseUrl: url });
tell("scan", { qr: qrcodeUrl });
const { connected, botToken, accountId, baseUrl, userId } = await login.waitForWeixinLogin({ sessionKey, apiBaseUrl: url });
tell("login", { connected, accountId, userId });
const options = { baseUrl, token: botToken };
const cdnBaseUrl = `${url}/c2c`;

await api.notifyStart(options);
let cursor = "";
let context = "";
const waiting = [];
for (const wanted of [1, 2]) {
  let message;
  while (!(message = waiting.find((one) => one.item_list[0].type === wanted))) {
    const answer = await api.getUpdates({ ...options, get_updates_buf: cursor, timeoutMs: 5000 });
    cursor = answer.get_updates_buf || cursor;
    waiting.push(...(answer.msgs ?? []));
  }
  context = message.context_token;
  const item = message.item_list[0];
  if (wanted === 1) {
    tell("text", { text: item.text_item.text, id: message.message_id });
  } else {
    const { aeskey, media } = item.image_item;
    const key = Buffer.from(aeskey, "hex").toString("base64");
    const photo = await cdn.downloadAndDecryptBuffer(media.encrypt_query_param, key, cdnBaseUrl, "photo");
    tell("image", { sha256: createHash("sha256").update(photo).digest("hex") });
  }
}
const to = userId;
await send.sendMessageWeixin({ to, text: "好的", opts: { ...options, contextToken: context } });
for (const filePath of [clip, picture, file]) {
  await sendMedia.sendWeixinMediaFile({ filePath, to, text: "说明", opts: { ...options, contextToken: context }, cdnBaseUrl });
}
const { typing_ticket } = await api.getConfig({ ...options, ilinkUserId: to, contextToken: context });
for (const status of [1, 2]) {
  await api.sendTyping({ ...options, body: { ilink_user_id: to, typing_ticket, status } });
}
await api.notifyStop(options);
tell("done");
