#include "gateway/about/about.h"

#include "steward/about/v1/about_service.pb.h"

namespace steward::gateway {

void AddAboutMethod(LocalMethods* methods) {
  (*methods)["steward.about.v1.AboutService/GetAbout"] = [](rpc::Caller&, const LocalCall&,
                                                            const LocalAnswer& answer) {
    about::v1::About about;
    about.set_version(STEWARD_VERSION);
    answer(about.SerializeAsString());
  };
}

}  // namespace steward::gateway
