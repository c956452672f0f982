import OutboardSystem
import Testing

@Suite struct ProcessorQuotaTests {
    private let unified = "29 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"

    @Test func `reads version 2, and takes the smallest of nested groups`() {
        let files = [
            "/proc/self/cgroup": "0::/system.slice/host.service\n",
            "/proc/self/mountinfo": unified,
            "/sys/fs/cgroup/system.slice/cpu.max": "150000 100000\n",
            "/sys/fs/cgroup/system.slice/host.service/cpu.max": "400000 100000\n",
        ]
        #expect(quota(files) == 1.5)
    }

    @Test func `knows groups without a quota`() {
        let files = [
            "/proc/self/cgroup": "0::/a\n", "/proc/self/mountinfo": unified,
            "/sys/fs/cgroup/a/cpu.max": "max 100000\n",
        ]
        #expect(quota(files) == nil)
        #expect(quota([:]) == nil)
        #expect(quota(["/proc/self/cgroup": "0::/a\n"]) == nil)
    }

    @Test func `reads version 1 inside of a container without a namespace of its own`() {
        let files = [
            "/proc/self/cgroup": "4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc/inner\n0::/docker/abc\n",
            "/proc/self/mountinfo": """
            30 25 0:27 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
            31 25 0:28 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct
            """,
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "250000\n",
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
            "/sys/fs/cgroup/cpu,cpuacct/inner/cpu.cfs_quota_us": "-1\n",
            "/sys/fs/cgroup/cpu,cpuacct/inner/cpu.cfs_period_us": "100000\n",
        ]
        #expect(quota(files) == 2.5)
    }

    @Test func `looks at the mount point when the group lies outside of it`() {
        let files = [
            "/proc/self/cgroup": "0::/../other\n",
            "/proc/self/mountinfo": "29 24 0:26 /kubepods /sys/fs/cgroup ro - cgroup2 cgroup rw\n",
            "/sys/fs/cgroup/cpu.max": "50000 100000\n",
        ]
        #expect(quota(files) == 0.5)
    }

    @Test(arguments: ["", "\n", "1", "0 0", "-5 10", "10 0", "nan nan", "1 2 3", "x y", "inf 1"])
    func `makes nothing of nonsense`(_ text: String) {
        let files = ["/proc/self/cgroup": "0::/\n", "/proc/self/mountinfo": unified, "/sys/fs/cgroup/cpu.max": text]
        #expect(quota(files) == nil)
        #expect(quota(["/proc/self/cgroup": text, "/proc/self/mountinfo": text]) == nil)
    }

    private func quota(_ files: [String: String]) -> Double? {
        ProcessorQuota.processors { files[$0] }
    }
}
