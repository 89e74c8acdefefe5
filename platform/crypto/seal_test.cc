#include "platform/crypto/seal.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "platform/crypto/random.h"

namespace steward::crypto {
namespace {

constexpr absl::string_view kContext = "demo/webhook-secret";

Sealer MakeSealer(SealKeys keys, std::string current) {
  return Sealer::Create(std::move(keys), std::move(current)).value();
}

Sealer Simple() { return MakeSealer({{"k1", std::string(32, 'a')}}, "k1"); }

TEST(Sealer, OpensWhatItSealed) {
  for (const std::string& secret : {std::string(), std::string("s"), std::string(5000, '\0')})
    EXPECT_EQ(Simple().Open(Simple().Seal(secret, kContext).value(), kContext).value(), secret);
}

TEST(Sealer, NeverSealsTheSameTwice) {
  const Sealer sealer = Simple();

  EXPECT_NE(sealer.Seal("secret", kContext).value(), sealer.Seal("secret", kContext).value());
}

TEST(Sealer, DoesNotOpenWhatWasChangedAnywhere) {
  const Sealer sealer = Simple();
  const std::string sealed = sealer.Seal("secret", kContext).value();

  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] ^= 1;
    EXPECT_FALSE(sealer.Open(changed, kContext).ok()) << i;
    EXPECT_FALSE(sealer.Open(sealed.substr(0, i), kContext).ok()) << i;
  }
}

TEST(Sealer, DoesNotOpenInAnotherContext) {
  const Sealer sealer = Simple();

  EXPECT_FALSE(sealer.Open(sealer.Seal("secret", kContext).value(), "other/webhook-secret").ok());
}

TEST(Sealer, OpensOldSecretsAfterRotation) {
  const std::string old_key = RandomBytes(32);
  const std::string sealed = MakeSealer({{"k1", old_key}}, "k1").Seal("secret", kContext).value();

  const Sealer rotated = MakeSealer({{"k1", old_key}, {"k2", RandomBytes(32)}}, "k2");

  EXPECT_EQ(rotated.Open(sealed, kContext).value(), "secret");
  EXPECT_FALSE(MakeSealer({{"k2", RandomBytes(32)}}, "k2").Open(sealed, kContext).ok());
}

TEST(Sealer, OpensWhatAnotherProgramSealedByTheDescription) {
  std::string key;
  for (char byte = 0; byte < 32; ++byte) key.push_back(byte);

  auto secret = MakeSealer({{"k", key}}, "k")
                    .Open(absl::HexStringToBytes("01016b000102030405060708090a0b3467b569a091"
                                                 "0d7392bc5befb2c1988679246d240039"),
                          kContext);

  EXPECT_EQ(secret.value(), "secret");
}

TEST(Sealer, RefusesKeysOfOtherLengths) {
  EXPECT_FALSE(Sealer::Create({{"k1", std::string(16, 'a')}}, "k1").ok());
  EXPECT_FALSE(Sealer::Create({{"", std::string(32, 'a')}}, "").ok());
  EXPECT_FALSE(Sealer::Create({{"k1", std::string(32, 'a')}}, "k2").ok());
}

TEST(RandomBytes, DifferFromEachOther) { EXPECT_NE(RandomBytes(32), RandomBytes(32)); }

}  // namespace
}  // namespace steward::crypto
