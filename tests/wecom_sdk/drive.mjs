// Drives the official SDK against tests/doubles/wecom.py: node drive.mjs URL BOT_ID SECRET CHAT FILE
// It answers the first message, and then does each thing our own channel does. One JSON line per step on stdout.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { WSClient } from "@wecom/aibot-node-sdk";

const [url, botId, secret, chat, file] = process.argv.slice(2);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const tell = (step, rest = {}) => process.stdout.write(`${JSON.stringify({ step, ...rest })}\n`);
const client = new WSClient({
  botId, secret, wsUrl: url, logger: silent, heartbeatInterval: 200, maxAuthFailureAttempts: 0, maxReconnectAttempts: 0,
});

client.on("error", (error) => tell("error", { message: error.message }));
client.on("authenticated", () => tell("authenticated"));
client.on("event.disconnected_event", () => { tell("displaced"); process.exit(0); });
client.on("disconnected", () => tell("disconnected"));
client.on("message.image", async (frame) => {
  const { buffer } = await client.downloadFile(frame.body.image.url, frame.body.image.aeskey);
  tell("image", { sha256: createHash("sha256").update(buffer).digest("hex") });
});
client.on("message.text", async (frame) => {
  tell("text", { content: frame.body.text.content, from: frame.body.from.userid, chattype: frame.body.chattype });
  await client.replyStream(frame, "stream-1", "在呢", true);
  await client.sendMessage(chat, { msgtype: "markdown", markdown: { content: "天亮了" } });
  const content = readFileSync(file);
  for (const [type, filename] of [["video", "result.mp4"], ["image", "result.png"]]) {
    const { media_id } = await client.uploadMedia(content, { type, filename });
    await client.sendMediaMessage(chat, type, media_id);
  }
  setTimeout(() => tell("done", { connected: client.isConnected }), 500);
});
client.connect();
