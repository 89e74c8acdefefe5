#include "services/notification/delivery/smtp_sender.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "platform/status/errors.h"
#include "platform/tls/broken_pipe.h"
#include "services/notification/delivery/smtp_dialog.h"

namespace steward::notification {
namespace {

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeMime {
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
};
struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using List = std::unique_ptr<curl_slist, FreeList>;
using Mime = std::unique_ptr<curl_mime, FreeMime>;

void Append(List& list, const std::string& text) {
  if (curl_slist* longer = curl_slist_append(list.get(), text.c_str())) {
    list.release();
    list.reset(longer);
  }
}

// A part of a URL; nothing when it is none or has no such part.
absl::optional<std::string> PartOf(const std::string& text, CURLUPart part) {
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  char* value = nullptr;
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK ||
      curl_url_get(url.get(), part, &value, 0) != CURLUE_OK)
    return absl::nullopt;
  std::string found(value);
  curl_free(value);
  return found;
}

bool IsThisHost(const std::string& url) {
  const std::string host = PartOf(url, CURLUPART_HOST).value_or("");
  return host == "localhost" || host == "[::1]" || absl::StartsWith(host, "127.");
}

absl::Status Invalid(absl::string_view text) {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_FIELD, text);
}

// Never shows what is said to anybody: credentials are a part of it.
int Listen(CURL*, curl_infotype kind, char* data, size_t size, void* dialog) {
  if (kind == CURLINFO_HEADER_OUT)
    static_cast<SmtpDialog*>(dialog)->NoteCommand({data, size});
  else if (kind == CURLINFO_HEADER_IN)
    static_cast<SmtpDialog*>(dialog)->NoteReply({data, size});
  return 0;
}

void AddPart(curl_mime* mime, const char* type, absl::string_view text) {
  curl_mimepart* part = curl_mime_addpart(mime);
  const std::string lines = WithMailLineEnds(text);
  curl_mime_data(part, lines.data(), lines.size());
  curl_mime_type(part, type);
  curl_mime_encoder(part, "quoted-printable");
}

std::string ErrorText(CURLcode code, long reply) {
  switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
      return "The mail server cannot be reached.";
    case CURLE_OPERATION_TIMEDOUT:
      return "The mail server did not answer in time.";
    case CURLE_LOGIN_DENIED:
      return "The mail server does not accept the user.";
    case CURLE_USE_SSL_FAILED:
      return "The mail server offers no TLS.";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "The certificate of the mail server is not trusted, has expired or names another "
             "host.";
    default:
      if (reply >= 400) return absl::StrCat("The mail server answered ", reply, ".");
      return absl::StrCat("The attempt failed: ", curl_easy_strerror(code), ".");
  }
}

}  // namespace

absl::Status CheckSmtp(const SmtpSettings& settings) {
  const std::string scheme = PartOf(settings.url, CURLUPART_SCHEME).value_or("");
  if (scheme != "smtp" && scheme != "smtps")
    return Invalid("smtp_url: must begin with smtp:// or smtps:// and name a host.");
  if (PartOf(settings.url, CURLUPART_USER) || PartOf(settings.url, CURLUPART_PASSWORD))
    return Invalid("smtp_url: must not hold a user; set smtp_user and smtp_password_file.");
  if (!IsMailAddress(settings.from))
    return Invalid("mail_from: must be the address that mails come from.");
  return absl::OkStatus();
}

SmtpSender::SmtpSender(SmtpSettings settings)
    : settings_(std::move(settings)),
      requires_tls_(!settings_.allow_plain && !IsThisHost(settings_.url)),
      handle_(curl_easy_init()) {
  tls::BlockBrokenPipeSignal();
}

void SmtpSender::SetServer() {
  CURL* handle = handle_.get();
  curl_easy_setopt(handle, CURLOPT_URL, settings_.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle, CURLOPT_USE_SSL,
                   static_cast<long>(requires_tls_ ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(settings_.timeout)));
  if (!settings_.ca_file.empty())
    curl_easy_setopt(handle, CURLOPT_CAINFO, settings_.ca_file.c_str());
  if (!settings_.user.empty()) {
    curl_easy_setopt(handle, CURLOPT_USERNAME, settings_.user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, settings_.password.c_str());
  }
}

MailOutcome SmtpSender::Send(const Mail& mail) {
  // A code that no server gives: the address never becomes one.
  constexpr int kNoSuchMailbox = 553;
  if (!IsMailAddress(mail.to))
    return {false, kNoSuchMailbox, "Mails cannot be addressed like that.", true};
  CURL* handle = handle_.get();
  // The connection stays.
  curl_easy_reset(handle);
  SetServer();
  List headers, recipients;
  for (const std::string& header : HeadersOf(mail, settings_.from)) Append(headers, header);
  Append(headers, "Content-Type: multipart/alternative");
  Append(recipients, absl::StrCat("<", mail.to, ">"));
  const std::string from = absl::StrCat("<", settings_.from, ">");
  const Mime mime(curl_mime_init(handle));
  AddPart(mime.get(), "text/plain; charset=utf-8", mail.text);
  if (!mail.html.empty()) AddPart(mime.get(), "text/html; charset=utf-8", mail.html);
  curl_easy_setopt(handle, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle, CURLOPT_MIMEPOST, mime.get());
  SmtpDialog dialog;
  curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, Listen);
  curl_easy_setopt(handle, CURLOPT_DEBUGDATA, &dialog);
  const CURLcode code = curl_easy_perform(handle);
  long reply = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &reply);
  // The connection outlives the dialog.
  curl_easy_setopt(handle, CURLOPT_VERBOSE, 0L);
  if (code == CURLE_OK) return {true, static_cast<int>(reply), ""};
  return {false, static_cast<int>(reply), ErrorText(code, reply), dialog.IsFinal()};
}

}  // namespace steward::notification
