export default {
  template: `
    <button type="button" class="icon" :aria-label="isDark ? '换成浅色' : '换成深色'" :title="isDark ? '换成浅色' : '换成深色'" @click="change">
      <svg v-if="isDark" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="4.2"/><path d="M12 2.8v2.4M12 18.8v2.4M2.8 12h2.4M18.8 12h2.4M5.5 5.5l1.7 1.7M16.8 16.8l1.7 1.7M18.5 5.5l-1.7 1.7M7.2 16.8l-1.7 1.7"/></svg>
      <svg v-else viewBox="0 0 24 24" aria-hidden="true"><path d="M19.5 14.6A8 8 0 0 1 9.4 4.5a8 8 0 1 0 10.1 10.1z"/></svg>
    </button>`,
  computed: {
    isDark: () => Quasar.Dark.isActive,
  },
  mounted() {
    if (localStorage.theme) Quasar.Dark.set(localStorage.theme === "dark");
  },
  methods: {
    change() {
      localStorage.theme = Quasar.Dark.isActive ? "light" : "dark";
      Quasar.Dark.set(localStorage.theme === "dark");
    },
  },
};
