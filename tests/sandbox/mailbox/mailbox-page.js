// Tells of new mail without moving what is being read: the bare list reloads by itself, an open mail only offers it.
setInterval(() => {
  fetch("/mailbox.json?limit=1")
    .then((answer) => answer.json())
    .then(({ messages }) => {
      const newest = messages[0]?.id ?? "";
      if (newest === document.body.dataset.newest) return;
      if (document.body.classList.contains("list-only") && location.search === "") location.reload();
      else document.querySelector(".arrived").hidden = false;
    })
    .catch(() => undefined);
}, 2000);
