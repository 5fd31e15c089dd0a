#include "app/ui/settings/decoder_rows.h"

#include <gtest/gtest.h>

namespace stellatune {
namespace {

PluginStatus decoder(const char* id, const char* name, std::vector<ExtensionScore> scores)
{
    PluginStatus plugin;
    plugin.desired.id = id;
    plugin.desired.enabled = true;
    plugin.state = PluginStatus::State::Enabled;
    plugin.metadata.info.id = id;
    plugin.metadata.info.name = name;
    CapabilityMetadata type;
    type.kind = CapabilityKind::Decoder;
    type.typeId = "decoder";
    type.scores = std::move(scores);
    plugin.metadata.capabilities.push_back(type);
    return plugin;
}

QStringList textsOf(const std::vector<DecoderRow>& rows)
{
    QStringList texts;
    for (const DecoderRow& row : rows)
        texts.append(row.title + ": " + row.reason);
    return texts;
}

} // namespace

TEST(DecoderRowsTest, EachRowSaysWhyItStandsThere)
{
    const std::vector<PluginStatus> plugins{decoder("a.b", "Any", {{"*", 5}}),
                                            decoder("c.d", "Named", {{"flac", 60}}),
                                            decoder("e.f", "Other", {{"ape", 60}})};
    EXPECT_EQ(
        textsOf(decoderRows("flac", {}, plugins)),
        QStringList({"Named: Score 60", "Built in: Comes with StellaTune", "Any: For every file, score 5"}));
    DecoderOrder order;
    order.byExtension["flac"] = {"a.b/decoder"};
    EXPECT_EQ(textsOf(decoderRows("flac", order, plugins)),
              QStringList({"Any: Your order", "Named: Score 60", "Built in: Comes with StellaTune"}));
}

TEST(DecoderRowsTest, APluginThatIsOffIsNotAsked)
{
    std::vector<PluginStatus> plugins{decoder("c.d", "Named", {{"ape", 60}})};
    EXPECT_TRUE(extensionsToChoose({}, plugins).contains("ape"));
    plugins.front().desired.enabled = false;
    plugins.front().state = PluginStatus::State::Disabled;
    EXPECT_EQ(decoderRows("ape", {}, plugins).size(), 1U);
    EXPECT_FALSE(extensionsToChoose({}, plugins).contains("ape"));
    DecoderOrder order;
    order.byExtension["ape"] = {"c.d/decoder"};
    EXPECT_TRUE(extensionsToChoose(order, plugins).contains("ape")) << "so that the order can be forgotten";
}

TEST(DecoderRowsTest, WhoIsNotOnShowKeepsItsPlace)
{
    EXPECT_EQ(orderWith({"gone", "a", "b"}, {"b", "a"}), (std::vector<std::string>{"gone", "b", "a"}));
    EXPECT_EQ(orderWith({"a", "gone"}, {"b", "a"}), (std::vector<std::string>{"b", "gone", "a"}));
    EXPECT_EQ(orderWith({}, {"b", "a"}), (std::vector<std::string>{"b", "a"}));
}

} // namespace stellatune
