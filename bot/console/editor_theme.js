// What the editor's own scripts leave to the page: its name for who hears it, its place among what Tab reaches, and word to Python
// of whether it is dark, where the colours are chosen.
export default {
  template: `<i hidden></i>`,
  computed: {
    isDark: () => Quasar.Dark.isActive,
  },
  watch: {
    isDark(value) {
      this.$emit("dark", value);
    },
  },
  mounted() {
    const text = this.$el.parentElement.querySelector(".cm-content");
    text.setAttribute("aria-label", "内容");
    text.tabIndex = 0;
    this.$emit("dark", this.isDark);
  },
};
