#include <openssl/rand.h>
#include <openssl/sha.h>

#include "absl/strings/str_cat.h"
#include "platform/journal/journal.h"

namespace steward::journal {
namespace {

constexpr size_t kKeyBytes = 16;

std::string Sha256(absl::string_view data) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(data.data()), data.size(), digest);
  return std::string(reinterpret_cast<char*>(digest), sizeof(digest));
}

// Fields that say how to carry a request out, not what is asked for.
constexpr const char* kEnvelopeFields[] = {"request_id", "validate_only"};

}  // namespace

RequestKey KeyOf(const Call& call, const google::protobuf::Message& request) {
  const auto* descriptor = request.GetDescriptor();
  const auto* reflection = request.GetReflection();
  RequestKey key;
  key.tenant = call.tenant;
  std::string id;
  if (const auto* field = descriptor->FindFieldByName("request_id"))
    id = reflection->GetString(request, field);
  if (id.empty()) {
    key.key.resize(kKeyBytes);
    RAND_bytes(reinterpret_cast<unsigned char*>(key.key.data()), kKeyBytes);
  } else {
    std::string separator(1, '\0');
    key.key =
        Sha256(absl::StrCat(call.subject, separator, call.method, separator, id)).substr(0, kKeyBytes);
  }
  std::unique_ptr<google::protobuf::Message> body(request.New());
  body->CopyFrom(request);
  for (const char* name : kEnvelopeFields)
    if (const auto* field = descriptor->FindFieldByName(name)) reflection->ClearField(body.get(), field);
  key.body_hash = Sha256(body->SerializeAsString());
  return key;
}

}  // namespace steward::journal
