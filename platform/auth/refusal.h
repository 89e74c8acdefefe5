#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace steward::auth {

// Tells operators why a credential was refused: in steward_auth_refused_total{credential,why} and
// in a debug line. Both are words of ours, never of the client.
void NoteRefusal(absl::string_view credential, absl::string_view why);

// The one error for every credential that is not valid: errors::InvalidToken(). Why it was refused
// is for operators only: in its text for the log, and as of NoteRefusal.
absl::Status Refuse(absl::string_view credential, absl::string_view why);

// Marks the refusal of a token whose signature is good: whoever sends it was given it, and guesses
// nothing. `digest` tells the token from others. For this process only.
absl::Status WithGoodSignature(absl::Status refusal, absl::string_view digest);
bool HasGoodSignature(const absl::Status& refusal);
// The digest; nothing of a refusal that is not marked.
absl::optional<std::string> DigestOfSigned(const absl::Status& refusal);

}  // namespace steward::auth
