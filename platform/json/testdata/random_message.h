#pragma once

#include <random>
#include <string>

#include "google/protobuf/message.h"

namespace steward::json {

// Fills messages at random with values that JSON can carry, the same for the same seed.
class RandomMessage {
 public:
  explicit RandomMessage(unsigned seed) : random_(seed) {}

  void Fill(google::protobuf::Message* message) { Fill(message, 0); }

 private:
  void Fill(google::protobuf::Message* message, int depth);
  bool FillWellKnown(google::protobuf::Message* message, int depth);
  void SetField(google::protobuf::Message* message, const google::protobuf::FieldDescriptor* field,
                int depth);
  void SetScalar(google::protobuf::Message* message,
                 const google::protobuf::FieldDescriptor* field);
  std::string Text();
  int64_t Integer();
  double Number();
  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

  std::mt19937_64 random_;
};

}  // namespace steward::json
