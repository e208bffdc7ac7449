() => {
  // The theme that was chosen stays; an address that asks for one (?__theme=dark) wins.
  const asked = new URLSearchParams(location.search).get('__theme');
  const kept = localStorage.getItem('penumbra-theme');
  if (!asked && kept) document.body.classList.toggle('dark', kept === 'dark');
  window.penumbraTheme = () => {
    const dark = document.body.classList.toggle('dark');
    localStorage.setItem('penumbra-theme', dark ? 'dark' : 'light');
  };

  const shown = (selector) =>
    [...document.querySelectorAll(selector)].find((found) => found.offsetParent !== null && !found.disabled);
  const typing = (target) => target.matches('input:not([type=range]):not([type=radio]):not([type=checkbox]), textarea');

  document.addEventListener('keydown', (event) => {
    const command = event.ctrlKey || event.metaKey;
    let button = null;
    if (command && event.key === 'Enter') button = shown('.pen-run');
    else if (event.key === 'Escape') button = shown('.pen-cancel');
    else if (command && !typing(event.target) && event.key.toLowerCase() === 'z')
      button = shown(event.shiftKey ? '[id$=-redo]' : '[id$=-undo]');
    else if (command && !typing(event.target) && event.key.toLowerCase() === 'y') button = shown('[id$=-redo]');
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // A file may be dropped anywhere: it goes to the upload button of the tab that is open.
  const over = (on) => document.body.classList.toggle('pen-dropping', on);
  const carriesFiles = (event) => [...(event.dataTransfer?.types || [])].includes('Files');
  document.addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    over(true);
  });
  document.addEventListener('dragleave', (event) => { if (!event.relatedTarget) over(false); });
  document.addEventListener('drop', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    over(false);
    const button = shown('.pen-upload');
    const many = event.dataTransfer.files.length > 1 && document.querySelector('[id$=-batch]');
    const holder = (many || button)?.parentElement;
    const input = holder?.querySelector('input[type=file]');
    if (!input) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });

  // Gradio's before/after handle can only be dragged; here it also listens to the arrow keys.
  const reachable = () => {
    for (const handle of document.querySelectorAll('.pen-stage-picture .inner, .pen-stage-picture [role=slider]')) {
      if (!handle.hasAttribute('tabindex')) handle.setAttribute('tabindex', '0');
    }
  };
  new MutationObserver(reachable).observe(document.body, { childList: true, subtree: true });
  reachable();
}
