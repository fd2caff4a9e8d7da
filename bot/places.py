"""The places a member told of: 家, 公司, 奶奶家."""
