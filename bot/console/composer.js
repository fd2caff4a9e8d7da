// Text and photos until they have surely arrived: what could not be sent stays where it is, and is sent again with the same id.
const KINDS = ["image/jpeg", "image/png", "image/webp", "image/gif"];
const MOST = 9;
const REFUSED = { 401: "小爱重新启动过，请用她新打印的链接打开。", 422: "这条太长了，发不了。" };
const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export default {
  template: `
    <form class="composer" @submit.prevent="send" aria-label="写消息">
      <p v-if="problem" class="problem" role="alert">{{ problem }}</p>
      <div v-if="pictures.length" class="previews">
        <figure v-for="picture in pictures" :key="picture.key" :class="{ coming: !picture.id }">
          <img :src="picture.preview" :alt="picture.name">
          <button type="button" :aria-label="'去掉 ' + picture.name" @click="drop(picture)">×</button>
        </figure>
      </div>
      <div class="row-of-composer">
        <button type="button" class="attach" aria-label="发图片" title="发图片" @click="$refs.file.click()">
          <svg viewBox="0 0 24 24" aria-hidden="true"><rect x="3" y="4.5" width="18" height="15" rx="3.5"/><circle cx="8.6" cy="9.8" r="1.6"/><path d="M4 17l5-4.6 3.4 2.9L16 11l4.4 4.6"/></svg>
        </button>
        <input ref="file" type="file" hidden multiple :accept="kinds" aria-label="选图片" @change="choose">
        <textarea ref="text" v-model="text" rows="1" :placeholder="hint" aria-label="消息" enterkeyhint="send"
          @input="grow" @keydown.enter.exact="enter" @paste="paste"></textarea>
        <button type="submit" class="send" :disabled="!hasContent">发送</button>
      </div>
      <div v-if="isOver" class="drop-here" aria-hidden="true">松手，就放进来</div>
    </form>`,
  props: { member: String, chat: String, hint: String },
  data: () => ({ text: "", pictures: [], problem: "", queue: [], isSending: false, switching: 0, isOver: false, last: {}, kinds: KINDS.join(",") }),
  computed: {
    hasContent() {
      return this.text.trim() !== "" || this.pictures.length > 0;
    },
  },
  mounted() {
    // Anywhere on the page: nobody aims at a text field with a photo.
    this.listeners = { dragover: this.over, dragleave: this.leave, drop: this.dropped, click: this.leaving };
    for (const [name, listener] of Object.entries(this.listeners)) document.addEventListener(name, listener, true);
    this.text = sessionStorage.draft ?? "";
    this.$nextTick(this.grow);
  },
  unmounted() {
    for (const [name, listener] of Object.entries(this.listeners)) document.removeEventListener(name, listener, true);
  },
  watch: {
    // A phone may throw the page away while somebody looks for a photo.
    text(text) {
      sessionStorage.draft = text;
    },
  },
  methods: {
    grow() {
      const area = this.$refs.text;
      area.style.height = "auto";
      area.style.height = `${Math.min(area.scrollHeight, 160)}px`;
    },
    enter(event) {
      // While Chinese is being composed, Enter chooses characters.
      if (event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.send();
    },
    // Who taps 妈妈 and writes at once means 妈妈: nothing goes out until the server has changed places, too.
    leaving(event) {
      if (event.target.closest("[data-switch]")) this.switching += 1;
    },
    switched() {
      this.switching = Math.max(0, this.switching - 1);
      this.$nextTick(this.pump);
    },
    send() {
      if (!this.hasContent) return;
      const where = this.switching ? null : { member: this.member, chat: this.chat };
      this.queue.push({ where, text: this.text.trim(), pictures: this.pictures });
      [this.text, this.pictures] = ["", []];
      this.$nextTick(this.grow);
      this.$refs.text.focus();
      this.pump();
    },
    // One after the other, so that they arrive in the order they were written.
    async pump() {
      const first = this.queue[0];
      if (!first || this.isSending || this.switching || first.pictures.some((picture) => !picture.id)) return;
      const where = first.where ?? { member: this.member, chat: this.chat };
      const said = { ...where, text: first.text, pictures: first.pictures.map((picture) => picture.id) };
      // The same once more after a lost answer counts once; changed, it is another message.
      if (JSON.stringify(said) !== this.last.said) this.last = { said: JSON.stringify(said), id: newId() };
      this.isSending = true;
      this.problem = await this.post("say", JSON.stringify({ id: this.last.id, ...said }), "application/json");
      this.isSending = false;
      if (this.problem) return this.takeBack();
      this.last = {};
      first.pictures.forEach((picture) => URL.revokeObjectURL(picture.preview));
      this.queue.shift();
      this.pump();
    },
    takeBack() {
      const back = this.queue.splice(this.isSending ? 1 : 0);
      this.text = [...back.map((waiting) => waiting.text), this.text].filter(Boolean).join("\n");
      this.pictures = [...back.flatMap((waiting) => waiting.pictures), ...this.pictures];
      this.$nextTick(this.grow);
    },
    async post(path, body, type, then = () => {}) {
      try {
        const answer = await fetch(path, { method: "POST", body, headers: { "content-type": type } });
        if (!answer.ok) return REFUSED[answer.status] ?? (await answer.text());
        then(answer.status === 204 ? null : await answer.json());
        return "";
      } catch {
        return "没发出去：连不上小爱。还在这儿，过一会儿再点发送。";
      }
    },
    async add(files) {
      this.problem = "";
      for (const file of files) {
        if (!KINDS.includes(file.type)) this.problem = `“${file.name}”发不了，能发的是 JPG、PNG、WebP 和 GIF 图片。`;
        else if (this.pictures.length >= MOST) this.problem = `一次最多发 ${MOST} 张。`;
        else await this.upload(file);
      }
    },
    async upload(file) {
      this.pictures.push({ key: newId(), name: file.name || "图片", preview: URL.createObjectURL(file), id: "" });
      const picture = this.pictures.at(-1);
      const problem = await this.post("uploads", file, file.type, (kept) => (picture.id = kept.id));
      if (problem) {
        this.takeBack();
        this.problem = problem;
        this.drop(picture);
      }
      this.pump();
    },
    drop(picture) {
      URL.revokeObjectURL(picture.preview);
      this.pictures = this.pictures.filter((other) => other.key !== picture.key);
    },
    choose(event) {
      this.add([...event.target.files]);
      event.target.value = "";
    },
    paste(event) {
      const files = [...event.clipboardData.files];
      if (!files.length) return;
      event.preventDefault();
      this.add(files);
    },
    over(event) {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      this.isOver = true;
    },
    leave(event) {
      if (!event.relatedTarget) this.isOver = false;
    },
    dropped(event) {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.isOver = false;
      this.add([...event.dataTransfer.files]);
    },
  },
};
