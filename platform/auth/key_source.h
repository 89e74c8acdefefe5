#pragma once

#include <memory>
#include <string>
#include <utility>

#include "platform/auth/jwk_set.h"

namespace steward::auth {

// Where the keys of one issuer come from. Thread-safe.
class KeySource {
 public:
  virtual ~KeySource() = default;

  // The key for a token that names `kid`, or for one that names none (null); null when there is no
  // such key now. Never waits: a source that can learn of new keys does so afterwards. A key that
  // no longer counts is held by nobody but the verifications under way.
  virtual std::shared_ptr<const IssuerKey> Find(const std::string* kid, KeyType type) = 0;
  // Whether it has keys.
  virtual bool HasKeys() const = 0;
  // Whether it has keys or has tried to get them.
  virtual bool Tried() const = 0;
};

// Keys that stay for the life of the process.
class FixedKeys : public KeySource {
 public:
  explicit FixedKeys(JwkSet keys) : keys_(std::move(keys)) {}

  std::shared_ptr<const IssuerKey> Find(const std::string* kid, KeyType type) override {
    return keys_.Find(kid, type);
  }
  bool HasKeys() const override { return true; }
  bool Tried() const override { return true; }

 private:
  const JwkSet keys_;
};

}  // namespace steward::auth
