// Altair takes whole addresses only; which name this server goes by, the
// browser knows.
const endpoint = new URL("/graphql", location.href).href;
options.endpointURL = endpoint;
for (const tab of options.initialWindows) tab.endpointURL = endpoint;

// Altair opens every tab in front of the one before; an investigator begins
// with the first. Only where these tabs are new: later the choice is theirs.
const seen = options.instanceStorageNamespace + "_seen";
if (!localStorage.getItem(seen)) {
  const watch = new MutationObserver(() => {
    const tabs = document.querySelectorAll(".window-switcher__item");
    if (tabs.length < options.initialWindows.length) return;
    watch.disconnect();
    localStorage.setItem(seen, "yes");
    setTimeout(() => tabs[0].click(), 100);
  });
  watch.observe(document.body, { childList: true, subtree: true });
}
AltairGraphQL.init(options);
