#include "platform/resource/columns.h"

#include "gtest/gtest.h"
#include "platform/resource/ticket_columns_for_test.h"

namespace steward::resource {
namespace {

absl::Status CheckOne(const Column& column) {
  ColumnTable table = TicketColumns();
  table.columns = absl::MakeConstSpan(&column, 1);
  return CheckColumns(table);
}

TEST(CheckColumns, PassesATableThatFitsTheResource) {
  EXPECT_TRUE(CheckColumns(TicketColumns()).ok());
}

TEST(CheckColumns, RefusesColumnsThatDoNotFit) {
  EXPECT_FALSE(CheckOne({"colour", "c", Column::Type::kText}).ok());
  EXPECT_FALSE(CheckOne({"description", "c", Column::Type::kText}).ok());
  EXPECT_FALSE(CheckOne({"title", "c", Column::Type::kInt}).ok());
  EXPECT_FALSE(CheckOne({"title", "c", Column::Type::kTextArray}).ok());
  EXPECT_FALSE(CheckOne({"state", "c", Column::Type::kInt}).ok());
  EXPECT_FALSE(CheckOne({"create_time", "c", Column::Type::kDuration}).ok());
}

TEST(CheckColumns, RefusesAnIdThatMayBeNull) {
  ColumnTable table = TicketColumns();
  table.id.nullable = true;
  EXPECT_FALSE(CheckColumns(table).ok());
}

TEST(FindColumn, SuggestsTheNearestField) {
  EXPECT_EQ(FindColumn(TicketColumns(), "titel").nearest, "title");
  EXPECT_EQ(FindColumn(TicketColumns(), "prioritys").nearest, "priority");
  EXPECT_EQ(FindColumn(TicketColumns(), "stat").nearest, "state");
  EXPECT_EQ(FindColumn(TicketColumns(), "colour").nearest, "");
  EXPECT_EQ(FindColumn(TicketColumns(), std::string(4000, 'x')).nearest, "");
}

TEST(FindColumn, TellsRefusedFieldsFromUnknownOnes) {
  EXPECT_TRUE(FindColumn(TicketColumns(), "description").is_refused);
  EXPECT_TRUE(FindColumn(TicketColumns(), "etag").is_refused);
  EXPECT_FALSE(FindColumn(TicketColumns(), "colour").is_refused);
}

}  // namespace
}  // namespace steward::resource
