#include "services/directory/domain/time_zone.h"

#include <gtest/gtest.h>

#include <string>

namespace steward::directory {
namespace {

TEST(IsTimeZone, KnowsTheNamesOfIana) {
  for (const char* name : {"Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+5",
                           "Asia/Kolkata", "America/Port-au-Prince"})
    EXPECT_TRUE(IsTimeZone(name)) << name;
}

TEST(IsTimeZone, RefusesEverythingElse) {
  for (const char* name :
       {"", "Europe", "Europe/", "/Europe/Berlin", "Europe/Atlantis", "europe/berlin", "localtime",
        "+01:00", "Fixed/UTC+01:00:00", "../../etc/passwd", "Europe/../Europe/Berlin",
        ":Europe/Berlin", "Europe/Berlin ", "Europe//Berlin", "file:/etc/localtime", "posixrules"})
    EXPECT_FALSE(IsTimeZone(name)) << name;
}

}  // namespace
}  // namespace steward::directory
