#include "platform/pg/params.h"

#include <cstring>

#include "platform/pg/types.h"

namespace steward::pg {

void Params::Put16(uint16_t value) {
  value = __builtin_bswap16(value);
  buffer_.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void Params::Put32(uint32_t value) {
  value = __builtin_bswap32(value);
  buffer_.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void Params::Put64(uint64_t value) {
  value = __builtin_bswap64(value);
  buffer_.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void Params::Begin(unsigned type) { slots_.push_back({type, static_cast<int>(buffer_.size()), 0}); }

void Params::End() {
  slots_.back().length = static_cast<int>(buffer_.size()) - slots_.back().offset;
}

Params& Params::Text(absl::string_view value) {
  Begin(kTextOid);
  buffer_.append(value.data(), value.size());
  End();
  return *this;
}

Params& Params::Bytes(absl::string_view value) {
  Begin(kByteaOid);
  buffer_.append(value.data(), value.size());
  End();
  return *this;
}

Params& Params::Int(int64_t value) {
  Begin(kInt8Oid);
  Put64(static_cast<uint64_t>(value));
  End();
  return *this;
}

Params& Params::Small(int16_t value) {
  Begin(kInt2Oid);
  Put16(static_cast<uint16_t>(value));
  End();
  return *this;
}

Params& Params::Bool(bool value) {
  Begin(kBoolOid);
  buffer_.push_back(value ? 1 : 0);
  End();
  return *this;
}

Params& Params::Double(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  Begin(kFloat8Oid);
  Put64(bits);
  End();
  return *this;
}

Params& Params::Time(absl::Time value) {
  Begin(kTimestamptzOid);
  Put64(static_cast<uint64_t>(ToPgMicros(value)));
  End();
  return *this;
}

Params& Params::OptionalTime(absl::optional<absl::Time> value) {
  if (value) return Time(*value);
  slots_.push_back({kTimestamptzOid, 0, -1});
  return *this;
}

void Params::BeginArray(unsigned element_type, size_t size, bool has_null) {
  Put32(size == 0 ? 0 : 1);  // dimensions
  Put32(has_null ? 1 : 0);
  Put32(element_type);
  if (size == 0) return;
  Put32(static_cast<uint32_t>(size));
  Put32(1);  // lower bound
}

Params& Params::TextArray(absl::Span<const std::string> values) {
  Begin(kTextArrayOid);
  BeginArray(kTextOid, values.size());
  for (const std::string& value : values) {
    Put32(static_cast<uint32_t>(value.size()));
    buffer_.append(value);
  }
  End();
  return *this;
}

Params& Params::BytesArray(absl::Span<const std::string> values) {
  Begin(kByteaArrayOid);
  BeginArray(kByteaOid, values.size());
  for (const std::string& value : values) {
    Put32(static_cast<uint32_t>(value.size()));
    buffer_.append(value);
  }
  End();
  return *this;
}

Params& Params::IntArray(absl::Span<const int64_t> values) {
  Begin(kInt8ArrayOid);
  BeginArray(kInt8Oid, values.size());
  for (int64_t value : values) {
    Put32(8);
    Put64(static_cast<uint64_t>(value));
  }
  End();
  return *this;
}

Params& Params::SmallArray(absl::Span<const int64_t> values) {
  Begin(kInt2ArrayOid);
  BeginArray(kInt2Oid, values.size());
  for (int64_t value : values) {
    Put32(2);
    Put16(static_cast<uint16_t>(value));
  }
  End();
  return *this;
}

Params& Params::TimeArray(absl::Span<const absl::Time> values) {
  Begin(kTimestamptzArrayOid);
  BeginArray(kTimestamptzOid, values.size());
  for (absl::Time value : values) {
    Put32(8);
    Put64(static_cast<uint64_t>(ToPgMicros(value)));
  }
  End();
  return *this;
}

namespace {

unsigned ArrayOidOf(unsigned type) {
  switch (type) {
    case kBoolOid:
      return kBoolArrayOid;
    case kByteaOid:
      return kByteaArrayOid;
    case kInt2Oid:
      return kInt2ArrayOid;
    case kInt8Oid:
      return kInt8ArrayOid;
    case kFloat8Oid:
      return kFloat8ArrayOid;
    case kTimestamptzOid:
      return kTimestamptzArrayOid;
    default:
      return kTextArrayOid;
  }
}

}  // namespace

Params Params::Columns(absl::Span<const Params* const> rows) {
  Params columns;
  for (int column = 0; column < rows[0]->size(); ++column) {
    const unsigned type = rows[0]->slots_[column].type;
    bool has_null = false;
    for (const Params* row : rows) has_null = has_null || row->slots_[column].length < 0;
    columns.Begin(ArrayOidOf(type));
    columns.BeginArray(type, rows.size(), has_null);
    for (const Params* row : rows) {
      const Slot& slot = row->slots_[column];
      columns.Put32(static_cast<uint32_t>(slot.length));
      if (slot.length > 0) columns.buffer_.append(row->buffer_, slot.offset, slot.length);
    }
    columns.End();
  }
  return columns;
}

Params Params::Columns(absl::Span<const Params> rows) {
  std::vector<const Params*> pointers;
  for (const Params& row : rows) pointers.push_back(&row);
  return Columns(pointers);
}

void Params::SetInt(int index, int64_t value) {
  uint64_t swapped = __builtin_bswap64(static_cast<uint64_t>(value));
  std::memcpy(&buffer_[slots_[index].offset], &swapped, sizeof(swapped));
}

void Params::Fill(View* view) const {
  view->types.clear();
  view->values.clear();
  view->lengths.clear();
  view->formats.assign(slots_.size(), 1);
  for (const Slot& slot : slots_) {
    view->types.push_back(slot.type);
    view->values.push_back(slot.length < 0 ? nullptr : buffer_.data() + slot.offset);
    view->lengths.push_back(slot.length < 0 ? 0 : slot.length);
  }
}

}  // namespace steward::pg
