import theme from "vitepress/theme";
import { h } from "vue";
import { planShown } from "./plan-shown.ts";
import "./style.css";

export default {
  extends: theme,
  Layout: () => h(theme.Layout, null, { "home-hero-image": planShown }),
};
