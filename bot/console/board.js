// HTML the server drew. A clip in it plays where it stands; every other button says on the page's socket what was pressed.
export default {
  template: `<div class="board" @click="press" v-html="html"></div>`,
  props: { html: String },
  methods: {
    press(event) {
      const clip = event.target.closest("[data-clip]");
      if (clip) return this.play(clip);
      const button = event.target.closest("[data-act]");
      if (button) this.$emit("act", { ...button.dataset });
    },
    play(clip) {
      const video = document.createElement("video");
      Object.assign(video, { src: clip.dataset.clip, controls: true, playsInline: true });
      video.setAttribute("aria-label", clip.getAttribute("aria-label"));
      clip.replaceWith(video);
      // One at a time: two clips in one room are noise.
      for (const other of this.$el.querySelectorAll("video")) if (other !== video) other.pause();
      video.focus();
      video.play();
    },
  },
};
