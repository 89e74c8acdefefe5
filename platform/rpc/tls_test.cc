#include "platform/rpc/tls.h"

#include <gmock/gmock.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "absl/strings/match.h"
#include "platform/observe/metrics.h"
#include "platform/rpc/client.h"
#include "platform/rpc/echo_for_test.h"
#include "platform/testing/eventually.h"
#include "platform/testing/status_matchers.h"
#include "platform/tls/authority_for_test.h"

namespace steward::rpc {
namespace {

using errors::Reason;
using ticket::v1::GetTicketRequest;
using ticket::v1::Ticket;
using Issued = tls::TestAuthority::Issued;

constexpr absl::Duration kOften = absl::Milliseconds(5);

std::string Name(const std::string& service) {
  return absl::StrCat("URI:spiffe://steward/ns/test/sa/", service);
}

std::shared_ptr<const Tls> Open(const tls::TestFiles& files, std::vector<std::string> peers) {
  auto opened = Tls::Open({files.paths(), std::move(peers), kOften});
  EXPECT_THAT(opened.status(), IsOk());
  return opened.ok() ? *opened : nullptr;
}

class TlsTest : public testing::Test {
 protected:
  absl::Status Get(const Client& client) const {
    GetTicketRequest request;
    request.set_name("tickets/INC-1");
    Ticket ticket;
    return client.Call(kGet, request, &ticket, absl::Seconds(10));
  }
  Client ClientWith(std::shared_ptr<const Tls> tls, const std::string& service = "echo") const {
    return Client(
        echo_.address(), [this](absl::string_view) { return echo_.issuer.Sign("echo", "agent"); },
        std::move(tls), service);
  }
  // What becomes of a caller with these names in a certificate of the same authority.
  absl::Status GetAs(const std::string& names) const { return GetWith(authority_.Issue(names)); }
  absl::Status GetWith(const Issued& own) const {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = authority_.pem();
    options.pem_cert_chain = own.certificate;
    options.pem_private_key = own.private_key;
    return GetThrough(grpc::SslCredentials(options));
  }
  absl::Status GetThrough(const std::shared_ptr<grpc::ChannelCredentials>& credentials) const {
    grpc::ChannelArguments arguments;
    arguments.SetSslTargetNameOverride("echo");
    auto channel = grpc::CreateCustomChannel(echo_.address(), credentials, arguments);
    return CallRaw(*channel, kCreate, GoodRequest().SerializeAsString(),
                   {{kIdentityMetadata, echo_.issuer.Sign("echo", "agent")}})
        .status;
  }
  // Whether a handshake of this version, with a good certificate, gets through.
  bool Shakes(int version) const;

  const tls::TestAuthority authority_;
  const tls::TestFiles server_files_{authority_, Name("echo") + ",DNS:echo"};
  const tls::TestFiles client_files_{authority_, Name("gateway")};
  const std::shared_ptr<const Tls> server_ = Open(server_files_, {"gateway", "ticket"});
  const std::shared_ptr<const Tls> client_ = Open(client_files_, {});
  EchoServer echo_{nullptr, Interceptors::Options{.tls = server_}};
};

bool TlsTest::Shakes(int version) const {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free);
  const auto paths = client_files_.paths();
  SSL_CTX_use_certificate_file(context.get(), paths.certificate.c_str(), SSL_FILETYPE_PEM);
  SSL_CTX_use_PrivateKey_file(context.get(), paths.private_key.c_str(), SSL_FILETYPE_PEM);
  SSL_CTX_set_min_proto_version(context.get(), version);
  SSL_CTX_set_max_proto_version(context.get(), version);
  SSL_CTX_set_alpn_protos(context.get(), reinterpret_cast<const unsigned char*>("\x02h2"), 3);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new_ssl_connect(context.get()),
                                                          BIO_free_all);
  BIO_set_conn_hostname(bio.get(), echo_.address().c_str());
  return BIO_do_handshake(bio.get()) == 1;
}

TEST_F(TlsTest, CarriesCallsOfPeers) { EXPECT_THAT(Get(ClientWith(client_)), IsOk()); }

TEST_F(TlsTest, IsOfVersion13) {
  EXPECT_TRUE(Shakes(TLS1_3_VERSION));
  EXPECT_FALSE(Shakes(TLS1_2_VERSION));
}

TEST_F(TlsTest, PeersThatAreNotOnTheListMayNotCall) {
  EXPECT_THAT(GetAs(Name("gateway")), IsOk());
  for (const std::string& names :
       {Name("notification"), std::string("URI:spiffe://steward/ns/other/sa/gateway"),
        std::string("URI:spiffe://elsewhere/ns/test/sa/gateway"), std::string("DNS:gateway"),
        Name("gateway") + "," + Name("ticket"), Name("gateway/x")}) {
    const absl::Status status = GetAs(names);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kPermissionDenied)) << names;
    EXPECT_THAT(status, HasReason(Reason::PEER_NOT_ALLOWED)) << names;
  }
}

TEST_F(TlsTest, ClientsWithoutAGoodCertificateAreNotHeard) {
  const tls::TestAuthority stranger;
  grpc::SslCredentialsOptions nothing_to_show;
  nothing_to_show.pem_root_certs = authority_.pem();

  EXPECT_THAT(GetWith(stranger.Issue(Name("gateway"))), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(GetWith(authority_.Issue(Name("gateway"), -60)),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(GetThrough(grpc::SslCredentials(nothing_to_show)),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(GetThrough(grpc::InsecureChannelCredentials()),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Get(ClientWith(nullptr)), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(TlsTest, ClientsTalkToNobodyElseThanTheServiceTheyCall) {
  const tls::TestAuthority stranger;
  const tls::TestFiles strange_files(stranger, Name("gateway"));
  const EchoServer plain;

  EXPECT_THAT(Get(ClientWith(client_, "directory")), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Get(ClientWith(client_, "")), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Get(ClientWith(Open(strange_files, {}))), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Get(Client(
                  plain.address(), [](absl::string_view) { return ""; }, client_, "echo")),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Get(ClientWith(client_, "spiffe://steward/ns/test/sa/echo")), IsOk());
}

TEST_F(TlsTest, NoCallFailsWhileCertificatesAreReplaced) {
  const Client client = ClientWith(client_);

  for (int i = 0; i < 5; ++i) {
    const Issued server = authority_.Issue(Name("echo") + ",DNS:echo"),
                 own = authority_.Issue(Name("gateway"));
    server_files_.Replace(server);
    client_files_.Replace(own);
    EXPECT_TRUE(Eventually([&] {
      EXPECT_THAT(Get(client), IsOk());
      return server_->certificate().Current()->chain == server.certificate &&
             client_->certificate().Current()->chain == own.certificate;
    }));
    EXPECT_THAT(Get(client), IsOk());
  }
}

TEST_F(TlsTest, ACertificateWithAnotherIdDoesNotComeIntoForce) {
  const auto refused = [] {
    return absl::StrContains(observe::RenderMetrics(),
                             "steward_certificate_refused{use=\"processes\"} 1");
  };
  const Client client = ClientWith(client_);

  for (const std::string& names : {Name("ticket") + ",DNS:echo", std::string("DNS:echo"),
                                   Name("echo") + "," + Name("ticket")}) {
    server_files_.Replace(authority_.Issue(names));
    EXPECT_TRUE(Eventually(refused)) << names;
    EXPECT_THAT(Get(client), IsOk()) << names;
    const Issued good = authority_.Issue(Name("echo") + ",DNS:echo");
    server_files_.Replace(good);
    EXPECT_TRUE(
        Eventually([&] { return server_->certificate().Current()->chain == good.certificate; }));
    EXPECT_FALSE(refused());
  }
}

TEST_F(TlsTest, AnAuthorityIsReplacedByWayOfBoth) {
  const Client client = ClientWith(client_);
  const tls::TestAuthority next;
  auto trust = [&](const std::string& authorities) {
    for (const auto& [files, tls] :
         {std::pair(&server_files_, server_), std::pair(&client_files_, client_)}) {
      files->Write("authorities", authorities);
      EXPECT_TRUE(
          Eventually([&] { return tls->certificate().Current()->authorities == authorities; }));
    }
  };

  trust(authority_.pem() + next.pem());
  EXPECT_THAT(Get(client), IsOk());
  server_files_.Replace(next.Issue(Name("echo") + ",DNS:echo"));
  client_files_.Replace(next.Issue(Name("gateway")));
  EXPECT_TRUE(Eventually([&] { return Get(client).ok(); }));
  trust(next.pem());

  EXPECT_TRUE(Eventually([&] { return Get(client).ok(); }));
  EXPECT_THAT(GetAs(Name("gateway")), StatusIs(absl::StatusCode::kUnavailable));
}

TEST(TlsOpen, WantsAnIdAndPeersWithNames) {
  const tls::TestAuthority authority;
  const tls::TestFiles nameless(authority, "DNS:echo"), named(authority, Name("echo"));

  EXPECT_THAT(Tls::Open({nameless.paths(), {"gateway"}}).status(),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Tls::Open({named.paths(), {"*"}}).status(),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace steward::rpc
