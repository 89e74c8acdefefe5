#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/strings/str_cat.h"
#include "platform/crypto/hmac.h"
#include "platform/crypto/random.h"
#include "platform/journal/journal.h"

namespace steward::journal {
namespace {

constexpr size_t kKeyBytes = 16;

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
    key.key = crypto::RandomBytes(kKeyBytes);
  } else {
    std::string separator(1, '\0');
    key.key = crypto::Sha256(absl::StrCat(call.subject, separator, call.method, separator, id))
                  .substr(0, kKeyBytes);
  }
  std::unique_ptr<google::protobuf::Message> body(request.New());
  body->CopyFrom(request);
  for (const char* name : kEnvelopeFields)
    if (const auto* field = descriptor->FindFieldByName(name))
      reflection->ClearField(body.get(), field);
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    body->SerializeToCodedStream(&coded);
  }
  key.body_hash = crypto::Sha256(bytes);
  return key;
}

}  // namespace steward::journal
