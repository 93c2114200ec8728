#include "packages/packagemodel.h"

#include "analysis/packagegroup.h"
#include "base/format.h"
#include "session.h"
#include "sheet/sheetroles.h"
#include "text.h"
#include "timeline/recordedstart.h"

#include <array>

namespace rt0::ui {
namespace {

/// Everything a cell is made of.
struct Row {
    const PackageInit& init;
    const QString& group;
    const InitTotals& totals;
    bool allocationsKnown; ///< a recording without a run with inittrace does not know them
};

/// A column: its title, and how a row's text, sort key and share come about.
struct ColumnSpec {
    const char* title;
    const char* tip;
    bool number;
    QString (*text)(const Row&);
    QVariant (*sortKey)(const Row&);
    double (*share)(const Row&); ///< null for columns without a bar
};

QVariant sortKey(std::uint64_t value) {
    return QVariant::fromValue(static_cast<qulonglong>(value));
}
QVariant sortKey(Nanoseconds value) {
    return QVariant::fromValue(static_cast<qlonglong>(value.count()));
}

QString known(const Row& row, std::uint64_t value) {
    return row.allocationsKnown ? countText(value) : QString();
}

template <BlameBy by>
double shareBy(const Row& row) {
    return shareOf(row.init, row.totals, by);
}

const std::array<ColumnSpec, PackageModel::ColumnCount> kColumns{{
    {QT_TRANSLATE_NOOP("Packages", "#"),
     QT_TRANSLATE_NOOP("Packages", "Place in the order in which inits ran"), true,
     [](const Row& row) { return countText(row.init.order); },
     [](const Row& row) { return sortKey(row.init.order); }, nullptr},
    {QT_TRANSLATE_NOOP("Packages", "Package"), QT_TRANSLATE_NOOP("Packages", "Import path"), false,
     [](const Row& row) { return toQString(row.init.importPath); },
     [](const Row& row) { return QVariant(toQString(row.init.importPath)); }, nullptr},
    {QT_TRANSLATE_NOOP("Packages", "Time"),
     QT_TRANSLATE_NOOP("Packages", "Wall time of this init alone: the median over the runs of a recording; "
                                   "from inittrace, which slows the program, an interval"),
     true, [](const Row& row) { return boundsText(row.init.typical()); },
     [](const Row& row) { return sortKey(row.init.typical().middle()); }, nullptr},
    {QT_TRANSLATE_NOOP("Packages", "Share"), QT_TRANSLATE_NOOP("Packages", "Part of the time of all inits"),
     true, [](const Row& row) { return toQString(formatShare(shareBy<BlameBy::Time>(row))); },
     [](const Row& row) { return sortKey(row.init.typical().middle()); }, shareBy<BlameBy::Time>},
    {QT_TRANSLATE_NOOP("Packages", "Start"),
     QT_TRANSLATE_NOOP("Packages",
                       "Since execve in a recording; since runtime.main, as an interval, in a log"),
     true, [](const Row& row) { return boundsText(row.init.start); },
     [](const Row& row) { return sortKey(row.init.order); }, nullptr},
    {QT_TRANSLATE_NOOP("Packages", "Bytes"),
     QT_TRANSLATE_NOOP("Packages",
                       "Heap bytes allocated by this init, as inittrace prints them; of a recording "
                       "in one start that is made for it"),
     true, [](const Row& row) { return known(row, row.init.bytes); },
     [](const Row& row) { return sortKey(row.init.bytes); }, shareBy<BlameBy::Bytes>},
    {QT_TRANSLATE_NOOP("Packages", "Allocs"),
     QT_TRANSLATE_NOOP("Packages",
                       "Heap allocations of this init, as inittrace prints them; of a recording in one "
                       "start that is made for it"),
     true, [](const Row& row) { return known(row, row.init.allocs); },
     [](const Row& row) { return sortKey(row.init.allocs); }, shareBy<BlameBy::Allocs>},
    {QT_TRANSLATE_NOOP("Packages", "Group"),
     QT_TRANSLATE_NOOP("Packages", "The module this most likely belongs to, guessed from its path"), false,
     [](const Row& row) { return row.group; }, [](const Row& row) { return QVariant(row.group); }, nullptr},
}};

const ColumnSpec& column(int section) {
    return kColumns[static_cast<std::size_t>(section)];
}

} // namespace

PackageModel::PackageModel(Session& session, QObject* parent)
    : QAbstractTableModel(parent), m_session(session) {
    connect(&session, &Session::startupChanged, this, &PackageModel::reload);
    reload();
}

void PackageModel::reload() {
    beginResetModel();
    m_groups.clear();
    m_rows = 0;
    if (!m_session.empty()) {
        m_totals = initTotals(m_session.startup());
        for (const PackageInit& init : m_session.startup().inits)
            m_groups.push_back(toQString(packageGroup(init.importPath)));
        m_rows = static_cast<int>(m_session.startup().inits.size());
    }
    endResetModel();
}

int PackageModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_rows;
}

int PackageModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QVariant PackageModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto i = static_cast<std::size_t>(index.row());
    const auto& recorded = m_session.startup().recorded;
    const Row row{m_session.startup().inits[i], m_groups[i], m_totals,
                  !recorded || recorded->allocationsKnown};
    const ColumnSpec& spec = column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return spec.text(row);
    case SortRole:
        return spec.sortKey(row);
    case ShareRole:
        return spec.share ? QVariant(spec.share(row)) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant((spec.number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return index.column() == Package ? spec.text(row) : QVariant();
    default:
        return {};
    }
}

QVariant PackageModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole)
        return QCoreApplication::translate("Packages", column(section).title);
    if (role == Qt::ToolTipRole)
        return QCoreApplication::translate("Packages", column(section).tip);
    if (role == Qt::TextAlignmentRole)
        return QVariant((column(section).number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

} // namespace rt0::ui
