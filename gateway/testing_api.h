#pragma once

// The API as the build emits it, for tests.

#include <fstream>
#include <iterator>
#include <string>

#include "gateway/api/api.h"

namespace steward::gateway {

inline std::string TestDescriptorSet() {
  std::ifstream file(STEWARD_DESCRIPTORS, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

inline const Api& TestApi() {
  static const Api* api = Api::Load(TestDescriptorSet()).value().release();
  return *api;
}

}  // namespace steward::gateway
