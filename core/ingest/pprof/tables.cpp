#include "ingest/pprof/tables.h"

#include "ingest/pprof/simplename.h"

namespace rt0::pprof {
namespace {

/// A vector for ids up to this beyond the number of entries is no waste.
constexpr std::uint64_t kGap = 1024;

// Field numbers of profile.proto.
enum ProfileField : std::uint32_t {
    kSampleType = 1,
    kSample,
    kMapping,
    kLocation,
    kFunction,
    kStringTable,
    kDropFrames,
    kKeepFrames,
    kTimeNanos,
    kDurationNanos,
    kPeriodType,
    kPeriod,
    kComment,
    kDefaultSampleType,
    kDocUrl
};

std::int64_t toSigned(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

} // namespace

bool IdMap::insert(std::uint64_t id, std::uint32_t place) {
    if (id == 0 || find(id) != kNoProfileIndex)
        return false;
    if (id > m_near.size() + kGap)
        return m_far.emplace(id, place).second;
    if (id >= m_near.size())
        m_near.resize(static_cast<std::size_t>(id) + 1, kNoProfileIndex);
    m_near[static_cast<std::size_t>(id)] = place;
    return true;
}

ProfileValueType Tables::valueType(Message message) {
    ProfileValueType type;
    while (message.next()) {
        switch (message.tag()) {
        case 1:
            type.type = raw(takeNumber(message));
            break;
        case 2:
            type.unit = raw(takeNumber(message));
            break;
        default:
            message.skip();
        }
    }
    return type;
}

/// An entry without an id of its own cannot be referred to, and takes memory out of proportion to its bytes.
bool Tables::known(IdMap& ids, std::uint64_t id, std::size_t place) {
    const bool fits = ids.insert(id, static_cast<std::uint32_t>(place));
    m_damage.ids += fits ? 0U : 1U;
    return fits;
}

void Tables::takeMapping(Message message) {
    ProfileMapping mapping;
    while (message.next()) {
        switch (message.tag()) {
        case 1:
            mapping.id = takeNumber(message);
            break;
        case 2:
            mapping.start = takeNumber(message);
            break;
        case 3:
            mapping.limit = takeNumber(message);
            break;
        case 4:
            mapping.offset = takeNumber(message);
            break;
        case 5:
            mapping.file = raw(takeNumber(message));
            break;
        case 6:
            mapping.buildId = raw(takeNumber(message));
            break;
        case 7:
            mapping.hasFunctions = takeNumber(message) != 0;
            break;
        case 8:
            mapping.hasFilenames = takeNumber(message) != 0;
            break;
        case 9:
            mapping.hasLineNumbers = takeNumber(message) != 0;
            break;
        case 10:
            mapping.hasInlineFrames = takeNumber(message) != 0;
            break;
        default:
            message.skip();
        }
    }
    if (known(m_mappings, mapping.id, m_profile.mappings.size()))
        m_profile.mappings.push_back(mapping);
}

void Tables::takeLocation(Message message) {
    ProfileLocation location;
    std::uint64_t mapping = 0;
    const std::size_t firstLine = m_profile.lines.size();
    while (message.next()) {
        switch (message.tag()) {
        case 1:
            location.id = takeNumber(message);
            break;
        case 2:
            mapping = takeNumber(message);
            break;
        case 3:
            location.address = takeNumber(message);
            break;
        case 4: {
            Message line = takeMessage(message);
            std::uint64_t function = 0;
            ProfileLine made;
            while (line.next()) {
                if (line.tag() == 1)
                    function = takeNumber(line);
                else if (line.tag() == 2)
                    made.line = toSigned(takeNumber(line));
                else if (line.tag() == 3)
                    made.column = toSigned(takeNumber(line));
                else
                    line.skip();
            }
            if (function == 0) {
                ++m_damage.links;
                break;
            }
            m_profile.lines.push_back(made);
            m_lineFunctions.push_back(function);
            break;
        }
        case 5:
            location.isFolded = takeNumber(message) != 0;
            break;
        default:
            message.skip();
        }
    }
    location.firstLine = static_cast<std::uint32_t>(firstLine);
    location.lineCount = static_cast<std::uint32_t>(m_profile.lines.size() - firstLine);
    if (!known(m_locations, location.id, m_profile.locations.size()))
        return;
    m_profile.locations.push_back(location);
    m_locationMappings.push_back(mapping);
}

void Tables::takeFunction(Message message) {
    ProfileFunction function;
    while (message.next()) {
        switch (message.tag()) {
        case 1:
            function.id = takeNumber(message);
            break;
        case 2:
            function.name = raw(takeNumber(message));
            break;
        case 3:
            function.systemName = raw(takeNumber(message));
            break;
        case 4:
            function.filename = raw(takeNumber(message));
            break;
        case 5:
            function.startLine = toSigned(takeNumber(message));
            break;
        default:
            message.skip();
        }
    }
    if (known(m_functions, function.id, m_profile.functions.size()))
        m_profile.functions.push_back(function);
}

void Tables::takeText(Message& field) {
    const protozero::data_view text = takeBytes(field);
    if (m_anyText) {
        m_profile.strings.add({text.data(), text.size()});
        return;
    }
    if (!text.empty())
        throw NoProfile{};
    m_anyText = true; // the empty text is there already
}

void Tables::take(Message& field) {
    switch (field.tag()) {
    case kSampleType:
        m_profile.sampleTypes.push_back(valueType(takeMessage(field)));
        break;
    case kSample:
        takeBytes(field);
        ++m_samples;
        break;
    case kMapping:
        takeMapping(takeMessage(field));
        break;
    case kLocation:
        takeLocation(takeMessage(field));
        break;
    case kFunction:
        takeFunction(takeMessage(field));
        break;
    case kStringTable:
        takeText(field);
        break;
    case kDropFrames:
        m_profile.dropFrames = raw(takeNumber(field));
        break;
    case kKeepFrames:
        m_profile.keepFrames = raw(takeNumber(field));
        break;
    case kTimeNanos:
        if (m_profile.timeNanos != 0)
            throw Concatenated{};
        m_profile.timeNanos = toSigned(takeNumber(field));
        break;
    case kDurationNanos:
        m_profile.durationNanos = toSigned(takeNumber(field));
        break;
    case kPeriodType:
        m_profile.periodType = valueType(takeMessage(field));
        break;
    case kPeriod:
        m_profile.period = toSigned(takeNumber(field));
        break;
    case kComment:
        takeNumbers(field, [this](std::uint64_t text) { m_profile.comments.push_back(raw(text)); });
        break;
    case kDefaultSampleType:
        m_profile.defaultSampleType = raw(takeNumber(field));
        break;
    case kDocUrl:
        m_profile.docUrl = raw(takeNumber(field));
        break;
    default:
        field.skip();
    }
}

void Tables::linkTexts() {
    const auto check = [&](std::uint32_t& number) { number = text(number, m_damage); };
    for (ProfileValueType& type : m_profile.sampleTypes) {
        check(type.type);
        check(type.unit);
    }
    check(m_profile.periodType.type);
    check(m_profile.periodType.unit);
    for (ProfileMapping& mapping : m_profile.mappings) {
        check(mapping.file);
        check(mapping.buildId);
    }
    for (ProfileFunction& function : m_profile.functions) {
        check(function.name);
        check(function.systemName);
        check(function.filename);
    }
    for (std::uint32_t& comment : m_profile.comments)
        check(comment);
    for (std::uint32_t* number :
         {&m_profile.dropFrames, &m_profile.keepFrames, &m_profile.defaultSampleType, &m_profile.docUrl})
        check(*number);
}

void Tables::link() {
    linkTexts();
    std::uint32_t unknown = kNoProfileIndex;
    for (std::size_t i = 0; i < m_profile.lines.size(); ++i) {
        std::uint32_t function = m_functions.find(m_lineFunctions[i]);
        if (function == kNoProfileIndex) {
            ++m_damage.links;
            if (unknown == kNoProfileIndex) {
                unknown = static_cast<std::uint32_t>(m_profile.functions.size());
                m_profile.functions.push_back({});
            }
            function = unknown;
        }
        m_profile.lines[i].function = function;
    }
    for (std::size_t i = 0; i < m_profile.locations.size(); ++i) {
        ProfileLocation& location = m_profile.locations[i];
        location.mapping = m_mappings.find(m_locationMappings[i]);
        if (location.mapping == kNoProfileIndex && m_locationMappings[i] != 0)
            ++m_damage.links;
    }
    showNames();
}

void Tables::showNames() {
    for (ProfileFunction& function : m_profile.functions) {
        const bool simplified = m_profile.strings[function.name] != m_profile.strings[function.systemName];
        if (function.name != 0 && simplified)
            continue;
        const std::string_view name = m_profile.strings[function.systemName];
        if (const auto simple = simpleName(name))
            function.name = m_profile.strings.add(*simple);
        else
            function.name = function.systemName;
    }
}

} // namespace rt0::pprof
