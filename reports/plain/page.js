// The two buttons of the page's head; without this script the page is read as it stands.
document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('.csq-top button') : null
  if (button === null) return
  const root = document.documentElement
  const keep = (name, value) => {
    try {
      localStorage.setItem(name, value)
    } catch {}
  }
  if (button.classList.contains('csq-language')) {
    const next = root.dataset.lang === 'en' ? 'zh' : 'en'
    root.dataset.lang = next
    root.lang = next === 'en' ? 'en' : 'zh-CN'
    keep('csq-language', next)
  } else {
    const next = root.dataset.theme === 'dark' ? 'light' : 'dark'
    root.dataset.theme = next
    keep('evidence-theme', next)
  }
})
