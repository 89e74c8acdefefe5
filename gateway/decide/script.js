// Shows what the link behind this page asks, and sends what is decided. What stands behind the "#"
// leaves the browser in the body of a request only.
"use strict";

(() => {
  const WORDS = {
    en: {
      heading: "Your decision",
      loading: "One moment…",
      approve: "Approve",
      reject: "Reject",
      comment: "Comment (needed to reject)",
      commentMissing: "Please say why you reject.",
      facts: ["Subject", "Requested for", "Stage", "Decided by", "On behalf of", "Link ends"],
      done: { APPROVE: "You have approved.", REJECT: "You have rejected." },
      SPENT: "This is decided already. The link decides nothing any more.",
      VOID: "This is not asked of you any more: it ended, or what is to be approved has changed.",
      noToken: "There is no link here. Open the link in the mail once more.",
      offline: "The server cannot be reached. Try again.",
      failed: "That did not work. Try again later, or decide in the record itself.",
      reasons: {
        INVALID_LINK: "This link is not valid: it was changed or is too old. Open the record itself and decide there.",
        ALREADY_DECIDED: "You have decided in this stage for somebody else.",
        SUBJECT_CHANGED: "What is to be approved has changed since the mail. Read the record and decide there.",
        APPROVAL_EXPIRED: "The time to decide is over.",
        ILLEGAL_TRANSITION: "Nobody is asked any more: the question was withdrawn or its time is over.",
        NOT_AN_APPROVER: "You are not asked at the moment.",
        SEPARATION_OF_DUTIES: "Whoever asked for it, or is to carry it out, does not decide on it.",
        REFERENCE_DISABLED: "Your account is disabled.",
        TENANT_SUSPENDED: "The service is suspended for your organization.",
        TOO_MANY_ATTEMPTS: "Too many links that are not valid came from here. Try again in a while.",
        RATE_LIMITED: "Too many requests came from here. Try again in a minute.",
      },
    },
    de: {
      heading: "Ihre Entscheidung",
      loading: "Einen Augenblick…",
      approve: "Genehmigen",
      reject: "Ablehnen",
      comment: "Kommentar (zum Ablehnen nötig)",
      commentMissing: "Bitte begründen Sie die Ablehnung.",
      facts: ["Gegenstand", "Gefragt für", "Stufe", "Entscheidet", "In Vertretung von", "Link gilt bis"],
      done: { APPROVE: "Sie haben genehmigt.", REJECT: "Sie haben abgelehnt." },
      SPENT: "Das ist schon entschieden. Der Link entscheidet nichts mehr.",
      VOID: "Sie sind nicht mehr gefragt: Die Frage hat sich erledigt oder der Gegenstand hat sich geändert.",
      noToken: "Hier ist kein Link. Öffnen Sie den Link in der E-Mail noch einmal.",
      offline: "Der Server ist nicht erreichbar. Versuchen Sie es noch einmal.",
      failed: "Das hat nicht geklappt. Versuchen Sie es später noch einmal oder entscheiden Sie im Vorgang selbst.",
      reasons: {
        INVALID_LINK: "Dieser Link ist nicht gültig: Er wurde verändert oder ist zu alt. Öffnen Sie den Vorgang selbst und entscheiden Sie dort.",
        ALREADY_DECIDED: "Sie haben in dieser Stufe für jemand anderen entschieden.",
        SUBJECT_CHANGED: "Der Gegenstand hat sich seit der E-Mail geändert. Lesen Sie den Vorgang und entscheiden Sie dort.",
        APPROVAL_EXPIRED: "Die Zeit zum Entscheiden ist abgelaufen.",
        ILLEGAL_TRANSITION: "Niemand ist mehr gefragt: Die Frage wurde zurückgezogen oder ihre Zeit ist abgelaufen.",
        NOT_AN_APPROVER: "Sie sind zurzeit nicht gefragt.",
        SEPARATION_OF_DUTIES: "Wer etwas beantragt oder ausführen soll, entscheidet nicht darüber.",
        REFERENCE_DISABLED: "Ihr Konto ist deaktiviert.",
        TENANT_SUSPENDED: "Der Dienst ist für Ihre Organisation gesperrt.",
        TOO_MANY_ATTEMPTS: "Von hier kamen zu viele ungültige Links. Versuchen Sie es nach einer Weile noch einmal.",
        RATE_LIMITED: "Von hier kamen zu viele Anfragen. Versuchen Sie es in einer Minute noch einmal.",
      },
    },
  };
  const language = /^de\b/i.test(navigator.language) ? "de" : "en";
  const words = WORDS[language];
  // What a link says of itself, its refusal says in the same words.
  words.reasons.LINK_SPENT = words.SPENT;
  const find = (id) => document.getElementById(id);
  const message = find("message"), form = find("form"), comment = find("comment");
  const buttons = [find("approve"), find("reject")];
  let token = "", attempts = {};

  function say(text) {
    message.textContent = text;
    if (text && text !== words.loading) message.focus();
  }

  async function call(verb, body) {
    const response = await fetch(`/v1/decisionLinks:${verb}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token, ...body }),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
    });
    const answer = await response.json().catch(() => ({}));
    return response.ok ? { link: answer } : { error: words.reasons[answer.reason] || words.failed };
  }

  // The answer to the last call, or null when it was told why there is none.
  async function ask(verb, body) {
    try {
      const { link, error } = await call(verb, body);
      if (error) say(error);
      return link || null;
    } catch {
      say(words.offline);
      return null;
    }
  }

  function showFacts(link) {
    const end = new Date(link.expireTime).toLocaleString(language);
    const values = [link.subject, link.requester, link.stage, link.user, link.onBehalfOf, end];
    find("facts").replaceChildren(...values.flatMap((value, i) => {
      const term = document.createElement("dt"), text = document.createElement("dd");
      term.textContent = words.facts[i];
      text.textContent = value || "";
      return value ? [term, text] : [];
    }));
  }

  function show(link) {
    const isVoid = link.state === "VOID";
    find("question").hidden = isVoid;
    form.hidden = link.state !== "OPEN";
    find("title").textContent = link.title || "";
    find("description").textContent = link.description || "";
    showFacts(link);
    if (link.state === "OPEN") say("");
    else say((link.state === "SPENT" && words.done[link.decision]) || words[link.state]);
  }

  // The same for the same decision, so that one whose answer got lost can be sent again.
  function attemptOf(decision, text) {
    const key = `${decision} ${text}`;
    const random = crypto.getRandomValues(new Uint32Array(4));
    attempts[key] = attempts[key] || Array.from(random, (each) => each.toString(16)).join("-");
    return attempts[key];
  }

  async function decide(event) {
    event.preventDefault();
    const decision = event.submitter ? event.submitter.value : "";
    const text = comment.value.trim();
    if (!decision) return;
    if (decision === "REJECT" && !text) {
      say(words.commentMissing);
      comment.focus();
      return;
    }
    buttons.forEach((button) => { button.disabled = true; });
    const requestId = attemptOf(decision, text);
    const link = await ask("follow", { decision, comment: text, requestId });
    buttons.forEach((button) => { button.disabled = false; });
    if (link) show(link);
  }

  async function begin() {
    token = location.hash.slice(1);
    attempts = {};
    // Whoever looks at the address bar or the history afterwards finds no link.
    if (token) history.replaceState(null, "", location.pathname);
    find("question").hidden = true;
    if (!token) return say(words.noToken);
    say(words.loading);
    const link = await ask("read", {});
    if (link) show(link);
  }

  document.documentElement.lang = language;
  document.title = words.heading;
  find("heading").textContent = words.heading;
  find("comment-label").textContent = words.comment;
  find("approve").textContent = words.approve;
  find("reject").textContent = words.reject;
  form.addEventListener("submit", decide);
  window.addEventListener("hashchange", () => { if (location.hash) begin(); });
  begin();
})();
