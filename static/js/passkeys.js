// Forms with data-passkey="create" or "get" ask the browser for a passkey and send it in their `credential` field.
// Their options stand in the page (data-passkey-options names the element), or are fetched from the form's address.
const supported = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

const problems = {
  NotAllowedError: "The passkey was not used. Try again, or use another way.",
  InvalidStateError: "This device already has a passkey for your account.",
  SecurityError: "The browser does not allow passkeys at this address.",
};

async function optionsOf(form) {
  const inPage = document.getElementById(form.dataset.passkeyOptions);
  if (inPage) return JSON.parse(inPage.textContent);
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`the options answered ${response.status}`);
  return response.json();
}

async function create(form) {
  const { publicKey } = (await optionsOf(form)).creation_options;
  if (form.elements.passwordless?.checked) {
    const alone = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
    publicKey.authenticatorSelection = { ...publicKey.authenticatorSelection, ...alone };
  }
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
}

async function get(form) {
  const { publicKey } = (await optionsOf(form)).request_options;
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

async function send(form) {
  const problem = form.querySelector("[data-passkey-problem]");
  problem.textContent = "";
  try {
    const credential = await { create, get }[form.dataset.passkey](form);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    problem.textContent = problems[error.name] ?? "The passkey did not work. Try again, or use another way.";
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !supported;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
for (const words of document.querySelectorAll("[data-passkey-unsupported]")) words.hidden = supported;
