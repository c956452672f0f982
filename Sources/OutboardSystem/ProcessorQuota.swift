/// The share of processors that control groups grant to this process.
///
/// See cgroups(7), proc_pid_mountinfo(5), and the kernel's documentation of `cpu.max` (version 2) and of
/// `cpu.cfs_quota_us` (version 1).
package enum ProcessorQuota {
    /// A mounted hierarchy of control groups.
    private struct Mount {
        /// The group that the mount point shows.
        var root: String
        /// Where it is mounted.
        var point: String
    }

    /// The smallest quota of the groups this process is in, in processors; nil when there is none.
    ///
    /// - Parameter read: Returns the text of a file, nil when there is no such file.
    /// - Returns: The quota, possibly a fraction.
    package static func processors(readingWith read: (String) -> String?) -> Double? {
        guard let membership = read("/proc/self/cgroup"), let mountInfo = read("/proc/self/mountinfo") else {
            return nil
        }
        var smallest: Double?
        for line in membership.split(separator: "\n") {
            // hierarchy:controllers:path
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let isVersion2 = fields[0] == "0" && fields[1].isEmpty
            guard isVersion2 || fields[1].split(separator: ",").contains("cpu") else { continue }
            guard let mount = mount(in: mountInfo, isVersion2: isVersion2) else { continue }
            for directory in directories(of: String(fields[2]), in: mount) {
                let quota = isVersion2 ? version2(directory, read) : version1(directory, read)
                if let quota {
                    smallest = min(smallest ?? quota, quota)
                }
            }
        }
        return smallest
    }

    /// The mount of the hierarchy that holds the processor controller.
    private static func mount(in mountInfo: String, isVersion2: Bool) -> Mount? {
        for line in mountInfo.split(separator: "\n") {
            // id parent major:minor root point options [optional]... - type source super-options
            let fields = line.split(separator: " ")
            guard let separator = fields.firstIndex(of: "-"), separator >= 6, fields.count > separator + 3 else {
                continue
            }
            let isMatch =
                if isVersion2 {
                    fields[separator + 1] == "cgroup2"
                } else {
                    fields[separator + 1] == "cgroup" && fields[separator + 3].split(separator: ",").contains("cpu")
                }
            if isMatch {
                return Mount(root: String(fields[3]), point: String(fields[4]))
            }
        }
        return nil
    }

    /// The directory of a group and those of the groups around it, as far as the mount shows them.
    private static func directories(of group: String, in mount: Mount) -> [String] {
        var names = group.split(separator: "/")
        let rootNames = mount.root.split(separator: "/")
        if names.starts(with: rootNames) {
            names.removeFirst(rootNames.count)
        } else {
            // The group lies outside of what is mounted: the mount point is the nearest thing to see.
            names = []
        }
        var directories = [mount.point]
        for name in names where name != ".." {
            directories.append(directories[directories.count - 1] + "/" + name)
        }
        return directories
    }

    /// `cpu.max`: "quota period" in microseconds, or "max period".
    private static func version2(_ directory: String, _ read: (String) -> String?) -> Double? {
        guard let text = read(directory + "/cpu.max") else { return nil }
        let fields = text.split(whereSeparator: \.isWhitespace)
        guard fields.count == 2, let quota = Double(fields[0]), let period = Double(fields[1]) else { return nil }
        return ratio(quota, period)
    }

    /// `cpu.cfs_quota_us` (-1: none) and `cpu.cfs_period_us`.
    private static func version1(_ directory: String, _ read: (String) -> String?) -> Double? {
        guard let quota = read(directory + "/cpu.cfs_quota_us").flatMap({ Double($0.prefix { !$0.isWhitespace }) }),
            let period = read(directory + "/cpu.cfs_period_us").flatMap({ Double($0.prefix { !$0.isWhitespace }) })
        else { return nil }
        return ratio(quota, period)
    }

    private static func ratio(_ quota: Double, _ period: Double) -> Double? {
        quota > 0 && period > 0 && quota.isFinite && period.isFinite ? quota / period : nil
    }
}
