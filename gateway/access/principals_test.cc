// The cache and its questions over a real connection, with a gRPC server in the place of the
// directory.
#include "gateway/access/principals.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <future>
#include <mutex>

#include "absl/strings/str_cat.h"
#include "platform/auth/keys.h"
#include "platform/auth/token_signer.h"
#include "platform/caller/loop_thread.h"
#include "platform/rpc/convert.h"
#include "platform/status/errors.h"
#include "platform/testing/eventually.h"
#include "platform/time/timestamp.h"

namespace steward::gateway {
namespace {

using errors::Reason;
using Known = identity::v1::Principal;

// Gives every question the same answer; on hold, only once it is released.
class DirectoryServer : public grpc::CallbackGenericService {
 public:
  DirectoryServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
  }
  ~DirectoryServer() override { Stop(); }
  void Stop() {
    Release();
    server_->Shutdown(std::chrono::system_clock::now());
  }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  void Answer(Known::State state) {
    std::lock_guard lock(mutex_);
    known_.set_state(state);
    known_.set_subject("users/alice");
  }
  // A guest in acme, who is an auditor there until a time; or a key of acme.
  void AnswerGuest(absl::Time end) {
    std::lock_guard lock(mutex_);
    known_.set_state(Known::ACTIVE);
    known_.set_tenant("acme");
    known_.set_subject("tenants/demo/users/alice");
    *known_.mutable_expire_time() = ToProto(end);
    known_.clear_timed_roles();
    known_.add_timed_roles()->set_role("auditor");
    *known_.mutable_timed_roles(0)->mutable_expire_time() = ToProto(end);
  }
  void Hold() {
    std::lock_guard lock(mutex_);
    holding_ = true;
  }
  void Release() {
    std::lock_guard lock(mutex_);
    holding_ = false;
    for (Reactor* reactor : std::exchange(held_, {})) reactor->Reply(known_);
  }
  int questions() {
    std::lock_guard lock(mutex_);
    return questions_;
  }

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    return new Reactor(this);
  }

 private:
  class Reactor : public grpc::ServerGenericBidiReactor {
   public:
    explicit Reactor(DirectoryServer* server) : server_(server) { StartRead(&request_); }
    void OnReadDone(bool ok) override {
      if (!ok) return Finish(grpc::Status::CANCELLED);
      std::lock_guard lock(server_->mutex_);
      ++server_->questions_;
      if (server_->holding_) return server_->held_.push_back(this);
      Reply(server_->known_);
    }
    void Reply(const Known& known) {
      response_ = rpc::Encode(known.SerializeAsString());
      StartWriteAndFinish(&response_, grpc::WriteOptions(), grpc::Status::OK);
    }
    void OnDone() override { delete this; }

   private:
    DirectoryServer* const server_;
    grpc::ByteBuffer request_, response_;
  };

  int port_ = 0;
  std::mutex mutex_;
  Known known_;
  bool holding_ = false;
  std::vector<Reactor*> held_;
  int questions_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

class PrincipalsTest : public testing::Test {
 protected:
  PrincipalsTest() : token_(absl::StrCat("Bearer ", Token())) {
    directory_.Answer(Known::ACTIVE);
    auth::TokenIssuer issuer;
    issuer.issuer = "iss";
    issuer.audience = "steward";
    issuer.algorithms = {auth::Algorithm::kEdDsa};
    issuer.keys = std::make_shared<auth::FixedKeys>(
        *auth::ParseJwkSet(auth::RenderKeySet({{"k", {key_.public_key(), ""}}})));
    auth::TokenIssuer strict = issuer;
    strict.issuer = "strict";
    strict.tenants = {"closed"};
    strict.known_subjects_only = true;
    access_ = std::make_unique<Access>(std::vector<auth::TokenIssuer>{issuer, strict}, "gateway",
                                       auth::PrivateKey::Generate());
    OnLoop([this] { Connect({{"directory", directory_.address()}}); });
  }
  ~PrincipalsTest() override {
    directory_.Stop();
    OnLoop([this] {
      caller_->Shutdown();
      principals_ = nullptr;
    });
    loop_.Stop();
  }

  void Connect(const rpc::Backends& backends) {
    if (caller_ != nullptr) caller_->Shutdown();
    principals_ = nullptr;
    caller_ = std::make_unique<rpc::Caller>(loop_.loop(), backends, nullptr);
    principals_ = std::make_unique<Principals>(*access_, *caller_);
  }

  std::string Token() const { return TokenOf("users/alice").substr(7); }

  // An Authorization value with a token of somebody that lives for an hour.
  std::string TokenOf(const std::string& subject, absl::Time issued = absl::Now()) const {
    auth::TokenClaims claims;
    claims.issuer = "iss";
    claims.audience = "steward";
    claims.tenant = "demo";
    claims.subject = subject;
    claims.roles = {"agent"};
    claims.issue_time = issued;
    claims.lifetime = absl::Hours(1);
    return absl::StrCat("Bearer ", auth::SignToken(claims, "k", key_));
  }

  // What principals live on.
  void OnLoop(const std::function<void()>& work) { loop_.Run(work); }

  absl::optional<Principals::Answer> Find(const std::string& authorization,
                                          const std::string& tenant = "") {
    absl::optional<Principals::Answer> answer;
    OnLoop([&] { answer = principals_->Find(authorization, tenant, "192.0.2.7"); });
    return answer;
  }

  std::future<Principals::Answer> Ask(const std::string& authorization,
                                      const std::string& tenant = "") {
    auto promise = std::make_shared<std::promise<Principals::Answer>>();
    OnLoop([&] {
      principals_->Ask(authorization, tenant, "192.0.2.7", [promise](Principals::Answer answer) {
        promise->set_value(std::move(answer));
      });
    });
    return promise->get_future();
  }

  static Reason ReasonOf(const Principals::Answer& answer) {
    return errors::ReasonOf(answer.status());
  }

  const auth::PrivateKey key_ = auth::PrivateKey::Generate();
  const std::string token_;
  const std::string api_key_ = absl::StrCat("Bearer ", auth::FormatApiKey(auth::NewApiKey()));
  DirectoryServer directory_;
  std::unique_ptr<Access> access_;
  rpc::LoopThread loop_;
  std::unique_ptr<rpc::Caller> caller_;
  std::unique_ptr<Principals> principals_;
};

TEST_F(PrincipalsTest, KnowNobodyBeforeTheyHaveAsked) {
  EXPECT_FALSE(Find(token_).has_value());

  const Principals::Answer asked = Ask(token_).get();

  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ((*asked)->subject, "users/alice");
  const auto found = Find(token_);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->value().get(), asked->get());
  EXPECT_EQ(directory_.questions(), 1);
}

TEST_F(PrincipalsTest, AskOnceForAllWhoWait) {
  directory_.Hold();
  std::vector<std::future<Principals::Answer>> answers;
  for (int i = 0; i < 20; ++i) answers.push_back(Ask(token_));
  ASSERT_TRUE(Eventually([&] { return directory_.questions() == 1; }));

  directory_.Release();

  for (auto& answer : answers) EXPECT_TRUE(answer.get().ok());
  EXPECT_EQ(directory_.questions(), 1);
}

TEST_F(PrincipalsTest, RefuseWhomTheDirectoryRefuses) {
  directory_.Answer(Known::REFUSED);

  EXPECT_EQ(ReasonOf(Ask(token_).get()), Reason::INVALID_TOKEN);
  EXPECT_EQ(ReasonOf(Ask(api_key_).get()), Reason::INVALID_TOKEN);
  EXPECT_EQ(ReasonOf(*Find(api_key_)), Reason::INVALID_TOKEN);
}

TEST_F(PrincipalsTest, TakeTokensThatWereIssuedForNoGuess) {
  directory_.Answer(Known::REFUSED);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(Ask("Bearer x").get().ok());
  EXPECT_EQ(ReasonOf(Ask("Bearer x").get()), Reason::TOO_MANY_ATTEMPTS);

  for (int i = 0; i < 10; ++i) EXPECT_EQ(ReasonOf(Ask(token_).get()), Reason::INVALID_TOKEN);
}

TEST_F(PrincipalsTest, SlowDownWhoGoesOnWithATokenThatDoesNotCountAnyMore) {
  directory_.Answer(Known::REFUSED);
  const std::string expired = TokenOf("users/carl", absl::Now() - absl::Hours(2));
  for (const std::string& token : {token_, expired}) {
    for (int i = 0; i < 10; ++i) EXPECT_EQ(ReasonOf(Ask(token).get()), Reason::INVALID_TOKEN);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(ReasonOf(Ask(token).get()), Reason::TOO_MANY_ATTEMPTS);
    EXPECT_EQ(ReasonOf(*Find(token)), Reason::TOO_MANY_ATTEMPTS);
  }

  EXPECT_EQ(ReasonOf(Ask(TokenOf("users/bob")).get()), Reason::INVALID_TOKEN) << "another's";
  EXPECT_EQ(ReasonOf(Ask("Bearer x").get()), Reason::INVALID_TOKEN) << "guesses are others";
}

TEST_F(PrincipalsTest, SlowDownWhoSendsManyTokensThatDoNotCountAnyMore) {
  directory_.Answer(Known::REFUSED);
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(ReasonOf(Ask(TokenOf(absl::StrCat("users/u", i))).get()), Reason::INVALID_TOKEN);

  EXPECT_EQ(ReasonOf(Ask(TokenOf("users/one-more")).get()), Reason::TOO_MANY_ATTEMPTS);
  directory_.Answer(Known::ACTIVE);
  EXPECT_TRUE(Ask(TokenOf("users/good")).get().ok()) << "what counts is never slowed down";
}

TEST_F(PrincipalsTest, AdmitKnownOnesAndTokensOnlyWhileTheDirectoryIsAway) {
  ASSERT_TRUE(Ask(token_).get().ok());
  directory_.Stop();

  // Somebody else's, so that nothing is known.
  const std::string stranger = TokenOf("users/bob");
  const Principals::Answer alone = Ask(stranger).get();
  ASSERT_TRUE(alone.ok()) << alone.status();
  EXPECT_EQ((*alone)->subject, "users/bob");
  EXPECT_EQ(ReasonOf(Ask(api_key_).get()), Reason::UNAVAILABLE);
  EXPECT_TRUE(Ask(token_).get().ok());
}

TEST_F(PrincipalsTest, AdmitOnlyKnownOnesWhereSubjectsMustBeKnown) {
  const auto token_of = [&](const char* subject) {
    auth::TokenClaims claims;
    claims.issuer = "strict";
    claims.audience = "steward";
    claims.tenant = "closed";
    claims.subject = subject;
    claims.roles = {"agent"};
    claims.issue_time = absl::Now();
    claims.lifetime = absl::Hours(1);
    return absl::StrCat("Bearer ", auth::SignToken(claims, "k", key_));
  };
  EXPECT_TRUE(Ask(token_of("users/alice")).get().ok());
  directory_.Answer(Known::UNKNOWN);
  EXPECT_EQ(ReasonOf(Ask(token_of("users/bob")).get()), Reason::INVALID_TOKEN);
  directory_.Stop();

  EXPECT_EQ(ReasonOf(Ask(token_of("users/carl")).get()), Reason::UNAVAILABLE);
  EXPECT_TRUE(Ask(token_of("users/alice")).get().ok());
}

TEST_F(PrincipalsTest, RefuseKeysUnheardThatWereRefusedTooOften) {
  directory_.Answer(Known::REFUSED);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ReasonOf(Ask(api_key_).get()), Reason::INVALID_TOKEN);
  EXPECT_EQ(ReasonOf(Ask(api_key_).get()), Reason::TOO_MANY_ATTEMPTS);

  // The same id with another secret.
  const auth::ApiKey blocked = *auth::ParseApiKey(api_key_.substr(7));
  const std::string other =
      absl::StrCat("Bearer ", auth::FormatApiKey({blocked.id, auth::NewApiKey().secret}));
  const int before = directory_.questions();
  const auto answer = Find(other);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(ReasonOf(*answer), Reason::TOO_MANY_ATTEMPTS);
  EXPECT_EQ(directory_.questions(), before);
}

TEST_F(PrincipalsTest, TellGuestsFromWhoTheyAreAtHome) {
  ASSERT_TRUE(Ask(token_).get().ok());
  directory_.AnswerGuest(absl::Now() + absl::Hours(1));
  EXPECT_FALSE(Find(token_, "acme").has_value());

  const Principals::Answer guest = Ask(token_, "acme").get();

  ASSERT_TRUE(guest.ok()) << guest.status();
  EXPECT_EQ((*guest)->tenant, "acme");
  EXPECT_EQ((*guest)->subject, "tenants/demo/users/alice");
  EXPECT_EQ((*guest)->roles, std::vector<std::string>{"auditor"});
  EXPECT_EQ(Find(token_, "acme")->value().get(), guest->get());
  for (const char* own : {"", "demo"})
    EXPECT_EQ((*Find(token_, own)->value()).subject, "users/alice");
  EXPECT_EQ(ReasonOf(Ask(token_, "globex").get()), Reason::PERMISSION_DENIED);
}

TEST_F(PrincipalsTest, KeepNoGuestBeyondTheirTimeWhileTheDirectoryIsAway) {
  const absl::Time end = absl::Now() + absl::Seconds(2);
  directory_.AnswerGuest(end);
  ASSERT_TRUE(Ask(token_, "acme").get().ok());
  directory_.Stop();

  EXPECT_TRUE(
      Eventually([&] { return ReasonOf(Ask(token_, "acme").get()) == Reason::PERMISSION_DENIED; }));
  EXPECT_EQ(ReasonOf(Ask(token_, "globex").get()), Reason::UNAVAILABLE);
}

TEST_F(PrincipalsTest, LetNoKeyIntoAnotherTenant) {
  directory_.AnswerGuest(absl::Now() + absl::Hours(1));

  EXPECT_TRUE(Ask(api_key_, "acme").get().ok());
  EXPECT_EQ(ReasonOf(Ask(api_key_, "globex").get()), Reason::PERMISSION_DENIED);
}

TEST_F(PrincipalsTest, SlowDownWhoAsksForOneTenantAfterAnother) {
  directory_.Answer(Known::NOT_GRANTED);
  for (int i = 0; i <= 10; ++i)
    EXPECT_EQ(ReasonOf(Ask(token_, absl::StrCat("t", i)).get()), Reason::PERMISSION_DENIED);

  const int before = directory_.questions();
  EXPECT_EQ(ReasonOf(*Find(token_, "t99")), Reason::TOO_MANY_ATTEMPTS);
  EXPECT_EQ(ReasonOf(*Find(token_, "t3")), Reason::PERMISSION_DENIED);
  EXPECT_EQ(directory_.questions(), before);
  directory_.Answer(Known::ACTIVE);
  EXPECT_TRUE(Ask(token_).get().ok());
}

TEST_F(PrincipalsTest, RefuseWhatIsNoTenantOnceTheCredentialIsGood) {
  for (const char* tenant : {"Acme", "a b", "tenants/acme", "-"})
    EXPECT_EQ(ReasonOf(*Find(token_, tenant)), Reason::MALFORMED_REQUEST) << tenant;
  EXPECT_EQ(ReasonOf(*Find("", "a b")), Reason::UNAUTHENTICATED);
  EXPECT_EQ(directory_.questions(), 0);
}

TEST_F(PrincipalsTest, TakeTokensAtTheirWordWhereThereIsNoDirectory) {
  OnLoop([this] { Connect({{"ticket", directory_.address()}}); });

  const auto answer = Find(token_);

  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->ok());
  EXPECT_EQ(ReasonOf(*Find(api_key_)), Reason::UNAVAILABLE);
  EXPECT_EQ(directory_.questions(), 0);
}

TEST_F(PrincipalsTest, RefuseWhatIsNoCredential) {
  EXPECT_EQ(ReasonOf(*Find("")), Reason::UNAUTHENTICATED);
  EXPECT_EQ(ReasonOf(*Find("Basic YTpi")), Reason::INVALID_TOKEN);
  EXPECT_EQ(ReasonOf(*Find("Bearer stw_live_")), Reason::INVALID_TOKEN);
  EXPECT_EQ(ReasonOf(Ask("Bearer x").get()), Reason::INVALID_TOKEN);
}

}  // namespace
}  // namespace steward::gateway
