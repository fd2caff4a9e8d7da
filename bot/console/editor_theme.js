// Tells the page in Python whether it is dark: the editor's colours are chosen there.
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
    this.$emit("dark", this.isDark);
  },
};
