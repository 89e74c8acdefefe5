#pragma once

namespace steward::host {

// Lets this process open as many descriptors as its hard limit allows: shells and service managers
// mostly begin with 1024, fewer than the connections that a gateway or a service takes.
void RaiseDescriptorLimit();

}  // namespace steward::host
