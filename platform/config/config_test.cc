#include "platform/config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/config/temporary_directory.h"

namespace steward::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// The keys that the tests use, and what Load makes of them.
class Service {
 public:
  absl::StatusOr<std::vector<std::string>> Load(std::vector<const char*> words) {
    words.insert(words.begin(), "steward-test");
    return config.Load(static_cast<int>(words.size()), words.data());
  }

  Config config{"steward-test", "Serves tests."};
  const std::string& listen = config.String("listen", "127.0.0.1:8080", "Address to serve on.");
  const int64_t& threads = config.Int("threads", 4, 1, 256, "Threads that serve calls.");
  const bool& verbose = config.Bool("verbose", false, "Says more.");
  const absl::Duration& timeout =
      config.Duration("call_timeout", absl::Seconds(5), "Longest call.");
  const std::vector<std::string>& peers = config.List("peers", {"a"}, "Names of peers.");
};

TEST(Config, HasDefaults) {
  Service service;

  ASSERT_TRUE(service.Load({}).ok());

  EXPECT_EQ(service.listen, "127.0.0.1:8080");
  EXPECT_EQ(service.threads, 4);
  EXPECT_FALSE(service.verbose);
  EXPECT_EQ(service.timeout, absl::Seconds(5));
  EXPECT_THAT(service.peers, ElementsAre("a"));
  EXPECT_FALSE(service.config.help_shown());
}

TEST(Config, ReadsEveryTypeFromTheFile) {
  TemporaryDirectory directory;
  std::string file = directory.Write("steward.yaml",
                                     "# comment\nlisten: \"[::1]:90\"\nthreads: 16\nverbose: true\n"
                                     "call_timeout: 250ms\npeers:\n  - x\n  - \"y, z\"\n");
  Service service;

  auto loaded = service.Load({"--config", file.c_str()});

  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(service.listen, "[::1]:90");
  EXPECT_EQ(service.threads, 16);
  EXPECT_TRUE(service.verbose);
  EXPECT_EQ(service.timeout, absl::Milliseconds(250));
  EXPECT_THAT(service.peers, ElementsAre("x", "y, z"));
}

TEST(Config, PrefersFlagToEnvironmentToFileToDefault) {
  TemporaryDirectory directory;
  std::string file = directory.Write("steward.yaml", "threads: 1\nlisten: file\nverbose: true\n");
  ScopedEnvironment threads("STEWARD_CONFIG_THREADS", "2");
  ScopedEnvironment listen("STEWARD_CONFIG_LISTEN", "environment");
  ScopedEnvironment peers("STEWARD_CONFIG_PEERS", "x, y");
  Service service;

  auto loaded =
      service.Load({absl::StrCat("--config=", file).c_str(), "--threads=3", "--call-timeout=1m"});

  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(service.threads, 3);
  EXPECT_EQ(service.listen, "environment");
  EXPECT_TRUE(service.verbose);
  EXPECT_EQ(service.timeout, absl::Minutes(1));
  EXPECT_THAT(service.peers, ElementsAre("x", "y"));
}

TEST(Config, AcceptsAnEmptyFile) {
  TemporaryDirectory directory;
  Service service;

  EXPECT_TRUE(service.Load({"--config", directory.Write("empty.yaml", "").c_str()}).ok());
}

TEST(Config, ReturnsPositionalArguments) {
  Service service;

  EXPECT_THAT(*service.Load({"migrate", "--threads=1", "--", "--not-a-flag"}),
              ElementsAre("migrate", "--not-a-flag"));
}

TEST(Config, RefusesWrongFlagsInOneLineThatNamesTheRemedy) {
  struct Case {
    const char* flag;
    const char* line;
  };
  for (const Case& c : std::vector<Case>{
           {"--theads=3", "unknown flag --theads; did you mean --threads."},
           {"--zzzzzzzzzz=3", "unknown flag --zzzzzzzzzz; --help lists all."},
           {"-threads=3", "unknown flag -threads; did you mean --threads."},
           {"--threads", "flag --threads has no value; write --threads=<number 1..256>."},
           {"--threads=0", "--threads: 'threads' must be a whole number from 1 to 256."},
           {"--threads=257", "--threads: 'threads' must be a whole number from 1 to 256."},
           {"--threads=4x", "--threads: 'threads' must be a whole number from 1 to 256."},
           {"--threads=", "--threads: 'threads' must be a whole number from 1 to 256."},
           {"--verbose=yes", "--verbose: 'verbose' must be true or false."},
           {"--call_timeout=5",
            "--call_timeout: 'call_timeout' must be a duration with its unit, such as 250ms, 5s "
            "or 10m."},
           {"--call_timeout=-5s",
            "--call_timeout: 'call_timeout' must be a duration with its unit, such as 250ms, 5s "
            "or 10m."},
           {"--peers=a,,b", "--peers: 'peers' must be a list without empty elements."},
       }) {
    Service service;
    EXPECT_EQ(service.Load({c.flag}).status().message(), c.line);
  }
}

TEST(Config, RefusesWrongFilesInOneLineThatNamesTheRemedy) {
  struct Case {
    const char* content;
    const char* line;
  };
  TemporaryDirectory directory;
  for (const Case& c : std::vector<Case>{
           {"threads: 1\nlisen: x\n", " line 2: unknown key 'lisen'; did you mean 'listen'."},
           {"threads: many\n", " line 1: 'threads' must be a whole number from 1 to 256."},
           {"threads: [1]\n", " line 1: 'threads' must be a single value, not a list."},
           {"threads: 1\nthreads: 2\n", " line 2: a key occurs twice; keep one."},
           {"listen: {a: b}\n", " line 1: values are scalars or lists; mappings do not nest."},
           {"peers: [[a]]\n", " line 1: lists hold scalars only."},
           {"listen:\n", " line 1: a key has no value; write \"\" for an empty text."},
           {"just text\n", ": must be a mapping, one 'key: value' a line."},
           {"peers: [a\n", " is not valid YAML."},
       }) {
    std::string file = directory.Write("steward.yaml", c.content);
    Service service;
    EXPECT_THAT(std::string(service.Load({"--config", file.c_str()}).status().message()),
                AllOf(testing::StartsWith(file), testing::EndsWith(c.line), Not(HasSubstr("\n"))));
  }
}

TEST(Config, RefusesAFileThatIsMissing) {
  Service service;

  EXPECT_THAT(std::string(service.Load({"--config", "/nowhere.yaml"}).status().message()),
              HasSubstr("/nowhere.yaml: cannot be read"));
}

TEST(Config, RefusesUnknownVariablesOfItsOwnInTheEnvironment) {
  ScopedEnvironment variable("STEWARD_CONFIG_THREAD", "2");
  ScopedEnvironment other("STEWARD_OTHER", "2");
  Service service;

  EXPECT_EQ(service.Load({}).status().message(),
            "unknown environment variable STEWARD_CONFIG_THREAD; did you mean "
            "STEWARD_CONFIG_THREADS.");
}

TEST(Config, ReportsEveryProblemAtOnceWithoutValues) {
  Service service;

  std::string message(service.Load({"--threads=hunter2", "--verbose=hunter2"}).status().message());

  EXPECT_THAT(message, AllOf(HasSubstr("'threads'"), HasSubstr("\n"), HasSubstr("'verbose'"),
                             Not(HasSubstr("hunter2"))));
}

TEST(Config, RefusesToStartWithoutWhatIsRequired) {
  Config config("steward-test", "Serves tests.");
  config.RequiredString("database", "PostgreSQL URL.");
  const char* words[] = {"steward-test"};

  EXPECT_THAT(std::string(config.Load(1, words).status().message()),
              AllOf(HasSubstr("'database' is missing"), HasSubstr("STEWARD_CONFIG_DATABASE")));
}

TEST(Config, ReadsSecretsFromFilesAndNeverPrintsThem) {
  TemporaryDirectory directory;
  std::string flag = "--cursor_key=" + directory.Write("key", "correct horse battery\n");
  Config config("steward-test", "Serves tests.");
  const std::string& secret = config.Secret("cursor_key", "Signs cursors.", 16);
  const char* words[] = {"steward-test", flag.c_str()};

  ASSERT_TRUE(config.Load(2, words).ok());

  EXPECT_EQ(secret, "correct horse battery");
  EXPECT_THAT(config.PrintedConfig(), AllOf(HasSubstr("/key"), Not(HasSubstr("horse"))));
  EXPECT_THAT(config.HelpText(), Not(HasSubstr("horse")));
}

TEST(Config, RefusesSecretsThatAreShortMissingOrOpenToOthers) {
  TemporaryDirectory directory;
  for (const auto& [path, why] : std::vector<std::pair<std::string, std::string>>{
           {directory.Write("short", "short"), "at least 16 bytes"},
           {directory.Write("open", "correct horse battery", 0644), "chmod 600"},
           {"correct horse battery", "cannot be opened"}}) {
    Config config("steward-test", "Serves tests.");
    config.Secret("cursor_key", "Signs cursors.", 16);
    std::string flag = "--cursor_key=" + path;
    const char* words[] = {"steward-test", flag.c_str()};

    EXPECT_THAT(std::string(config.Load(2, words).status().message()),
                AllOf(HasSubstr("'cursor_key'"), HasSubstr(why), Not(HasSubstr("horse"))));
  }
}

TEST(Config, HelpNamesEveryKeyWithDefaultAndVariable) {
  Service service;

  auto loaded = service.Load({"--help", "--threads=wrong"});

  ASSERT_TRUE(loaded.ok());
  EXPECT_TRUE(service.config.help_shown());
  EXPECT_THAT(service.config.HelpText(),
              AllOf(HasSubstr("Serves tests."), HasSubstr("Threads that serve calls."),
                    HasSubstr("default 4; STEWARD_CONFIG_THREADS"), HasSubstr("--print-config")));
}

TEST(Config, PrintsAFileThatLoadsToTheSameValuesWithoutPasswords) {
  TemporaryDirectory directory;
  Service first;
  ASSERT_TRUE(
      first.Load({"--threads=9", "--peers=x,y", "--listen=a \"b\" \\c", "--print-config"}).ok());
  EXPECT_TRUE(first.config.help_shown());
  std::string file = directory.Write("printed.yaml", first.config.PrintedConfig());

  Service second;
  ASSERT_TRUE(second.Load({"--config", file.c_str()}).ok());

  EXPECT_EQ(second.threads, 9);
  EXPECT_EQ(second.listen, "a \"b\" \\c");
  EXPECT_THAT(second.peers, ElementsAre("x", "y"));
}

TEST(Config, MasksPasswordsInConnectionStrings) {
  for (const char* flag :
       {"--listen=postgresql://steward:hunter2@db/x?a=b",
        "--listen=postgresql://steward:hun@ter2@db/x", "--listen=host=db password=hunter2 user=x",
        "--listen=host=db password='hun ter2' user=x",
        "--listen=postgresql://db/x?user=y&password=hunter2"}) {
    Service service;
    ASSERT_TRUE(service.Load({flag}).ok());
    EXPECT_THAT(service.config.PrintedConfig(),
                AllOf(Not(HasSubstr("ter2")), HasSubstr("***"), HasSubstr("db")));
  }
}

TEST(ConfigDeathTest, EndsWhenAKeyIsDeclaredTwice) {
  Config config("steward-test", "Serves tests.");
  config.Bool("twice", false, "Once.");

  EXPECT_DEATH(config.Bool("twice", false, "Twice."), "declared twice");
}

}  // namespace
}  // namespace steward::config
