#include "platform/config/secret_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "platform/config/temporary_directory.h"

namespace steward::config {
namespace {

TEST(SecretFile, IsReadWhenOnlyItsOwnerCan) {
  TemporaryDirectory directory;

  EXPECT_EQ(*ReadSecretFile(directory.Write("key", "word\n", 0600)), "word\n");
  EXPECT_EQ(*ReadSecretFile(directory.Write("readonly", "word", 0400)), "word");
  EXPECT_EQ(*ReadSecret(directory.Write("edited", " a word\r\n\n", 0600)), " a word");
  EXPECT_EQ(*ReadSecret(directory.Write("blank", "\n", 0600)), "");
  EXPECT_FALSE(ReadSecret(directory.Path("none")).ok());
}

TEST(SecretFile, IsRefusedWhenOthersCanReadIt) {
  TemporaryDirectory directory;

  for (mode_t mode : {0604, 0640, 0644, 0660, 0602}) {
    auto content = ReadSecretFile(directory.Write("key", "word", mode));
    EXPECT_EQ(content.status().code(), absl::StatusCode::kPermissionDenied) << std::oct << mode;
    EXPECT_THAT(content.status().message(), testing::HasSubstr("chmod 600"));
  }
}

TEST(SecretFile, IsRefusedWhenItIsNoFile) {
  TemporaryDirectory directory;

  EXPECT_FALSE(ReadSecretFile(directory.Path(".")).ok());
  EXPECT_FALSE(ReadSecretFile("/dev/zero").ok());
  auto missing = ReadSecretFile(directory.Path("p4ssw0rd"));
  EXPECT_FALSE(missing.ok());
  EXPECT_THAT(missing.status().message(), testing::Not(testing::HasSubstr("p4ssw0rd")));
}

TEST(SecretFile, IsRefusedWhenTooLarge) {
  TemporaryDirectory directory;

  EXPECT_TRUE(ReadSecretFile(directory.Write("fits", std::string(kSecretBytesMax, 'x'))).ok());
  EXPECT_FALSE(ReadSecretFile(directory.Write("big", std::string(kSecretBytesMax + 1, 'x'))).ok());
}

TEST(SecretFile, IsWrittenForItsOwnerAndNeverOverwritten) {
  TemporaryDirectory directory;
  std::string path = directory.Path("key");

  ASSERT_TRUE(WriteSecretFile(path, "first").ok());

  EXPECT_EQ(WriteSecretFile(path, "second").code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(*ReadSecretFile(path), "first");
  struct stat about;
  ASSERT_EQ(stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

}  // namespace
}  // namespace steward::config
