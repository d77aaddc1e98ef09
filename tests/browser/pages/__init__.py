"""The same stories in a real Chromium, with JavaScript on and off, and every page judged by axe-core."""
