#include "platform/journal/stored_event.h"

#include <google/protobuf/io/coded_stream.h>

#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::journal {
namespace {

constexpr char kNameTag = (1 << 3) | 2;  // field 1, length-delimited

}  // namespace

void SetResourceName(const std::string& name, event::v1::Event* event) {
  event->set_resource_name(name);
  if (!event->has_resource()) return;
  std::string* value = event->mutable_resource()->mutable_value();
  value->push_back(kNameTag);
  uint8_t size[10];
  uint8_t* end = google::protobuf::io::CodedOutputStream::WriteVarint64ToArray(name.size(), size);
  value->append(reinterpret_cast<char*>(size), end - size);
  value->append(name);
}

absl::Status ReadAuditEvent(const pg::Result& result, int row, const std::string& service,
                            event::v1::Event* event) {
  absl::string_view bytes = result.Bytes(row, 9);
  if (!event->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return errors::Internal("an event of the journal cannot be read");
  event->set_id(result.Uuid(row, 5));
  event->set_type(result.Text(row, 6));
  event->set_version(result.Int(row, 2));
  *event->mutable_time() = ToProto(result.Time(row, 7));
  event->set_actor(result.Text(row, 8));
  event->set_service(service);
  SetResourceName(result.Text(row, 1), event);
  return absl::OkStatus();
}

absl::StatusOr<bool> ReadEvent(const pg::Result& result, int row, const std::string& service,
                               event::v1::StoredEvent* out) {
  auto* position = out->mutable_position();
  position->set_epoch(result.Int(row, 3));
  position->set_offset(result.Int(row, 4));
  position->set_event_id(result.Uuid(row, 5));
  if (result.IsNull(row, 9)) return false;
  out->set_tenant(result.Text(row, 0));
  RETURN_IF_ERROR(ReadAuditEvent(result, row, service, out->mutable_event()));
  out->mutable_event()->clear_origin();
  return true;
}

}  // namespace steward::journal
