#pragma once

// Numbers as people read them.

#include <string>

namespace steward::resource {

// The shortest text that reads back as the number: "1234567", "0.1". Very large and very small ones
// have an exponent, "1e+300". Thread-safe.
std::string NumberText(double number);

}  // namespace steward::resource
