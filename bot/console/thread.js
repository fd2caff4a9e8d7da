// Stays at the newest message, also while a clip finds its height, unless somebody has scrolled up to read.
const NEAR = 80;

export default {
  template: `
    <div class="scroll-frame">
      <div ref="scroll" class="scroll-body" tabindex="-1" @scroll.passive="look" @click="play"><div ref="content"><slot></slot></div></div>
      <button v-if="missed" type="button" class="to-end" @click="toEnd">↓ 有新消息</button>
    </div>`,
  data: () => ({ isAtEnd: true, missed: false, top: 0, height: 0, window: 0 }),
  mounted() {
    this.observer = new ResizeObserver(() => this.settle());
    this.observer.observe(this.$refs.content);
    this.observer.observe(this.$refs.scroll);
  },
  unmounted() {
    this.observer.disconnect();
  },
  methods: {
    look() {
      const { scrollTop, scrollHeight, clientHeight } = this.$refs.scroll;
      if (scrollHeight - scrollTop - clientHeight < NEAR) [this.isAtEnd, this.missed] = [true, false];
      // Only a person scrolls up while nothing changes its size.
      else if (scrollTop < this.top && scrollHeight === this.height && clientHeight === this.window) this.isAtEnd = false;
      this.remember();
    },
    settle() {
      const grown = this.$refs.scroll.scrollHeight - this.height;
      if (this.isAtEnd) this.toEnd();
      else if (grown > 20) this.missed = true;
      this.remember();
    },
    remember() {
      const { scrollTop, scrollHeight, clientHeight } = this.$refs.scroll;
      [this.top, this.height, this.window] = [scrollTop, scrollHeight, clientHeight];
    },
    play(event) {
      const clip = event.target.closest(".clip");
      if (!clip || clip.classList.contains("playing")) return;
      const video = clip.querySelector("video");
      clip.classList.add("playing");
      video.controls = true;
      video.play();
    },
    toEnd() {
      this.isAtEnd = true;
      this.missed = false;
      this.$refs.scroll.scrollTop = this.$refs.scroll.scrollHeight;
    },
  },
};
