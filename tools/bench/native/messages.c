#include "messages.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "socket.h"

/* The mark of Kith's entries (NDA_PROTOCOL). */
#define MARK 75

/* Newer than the headers of some systems: include/uapi/linux/neighbour.h of Linux 5.16. */
#define FLAGS_EXT 15
#define EXT_MANAGED 1

static void *begin(void *bytes, int type, int flags, uint32_t sequence, size_t header)
{
	struct nlmsghdr *message = bytes;

	message->nlmsg_type = (uint16_t)type;
	message->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	message->nlmsg_seq = sequence;
	message->nlmsg_pid = 0;
	message->nlmsg_len = (uint32_t)NLMSG_LENGTH(header);
	return memset(NLMSG_DATA(message), 0, header);
}

/* One word: all that is sent here fits in it. */
static void attribute(void *bytes, int type, size_t length, uint32_t value)
{
	struct nlmsghdr *message = bytes;
	struct rtattr *rta = (struct rtattr *)((char *)bytes + message->nlmsg_len);

	rta->rta_type = (uint16_t)type;
	rta->rta_len = (uint16_t)RTA_LENGTH(length);
	memcpy(RTA_DATA(rta), &value, sizeof(value));
	message->nlmsg_len += (uint32_t)RTA_SPACE(sizeof(value));
}

static size_t length_of(const void *bytes)
{
	return ((const struct nlmsghdr *)bytes)->nlmsg_len;
}

size_t encode_write(void *bytes, uint32_t sequence, int flags, int ifindex, uint32_t address)
{
	struct ndmsg *ndm = begin(bytes, RTM_NEWNEIGH, flags | NLM_F_CREATE | NLM_F_REPLACE, sequence,
				  sizeof(*ndm));

	ndm->ndm_family = AF_INET;
	ndm->ndm_ifindex = ifindex;
	ndm->ndm_state = NUD_NONE;
	ndm->ndm_flags = NTF_EXT_LEARNED;
	attribute(bytes, NDA_PROTOCOL, 1, MARK);
	attribute(bytes, NDA_DST, 4, htonl(address));
	attribute(bytes, FLAGS_EXT, 4, EXT_MANAGED);
	return length_of(bytes);
}

size_t encode_delete(void *bytes, uint32_t sequence, int flags, int ifindex, uint32_t address)
{
	struct ndmsg *ndm = begin(bytes, RTM_DELNEIGH, flags, sequence, sizeof(*ndm));

	ndm->ndm_family = AF_INET;
	ndm->ndm_ifindex = ifindex;
	attribute(bytes, NDA_DST, 4, htonl(address));
	return length_of(bytes);
}

size_t encode_route(void *bytes, uint32_t sequence, int flags, int ifindex, uint32_t address)
{
	struct rtmsg *rtm = begin(bytes, RTM_GETROUTE, flags, sequence, sizeof(*rtm));

	rtm->rtm_family = AF_INET;
	rtm->rtm_dst_len = 32;
	rtm->rtm_flags = RTM_F_FIB_MATCH | RTM_F_LOOKUP_TABLE;
	attribute(bytes, RTA_DST, 4, htonl(address));
	attribute(bytes, RTA_OIF, 4, (uint32_t)ifindex);
	return length_of(bytes);
}

size_t encode_dump(void *bytes, uint32_t sequence, int family)
{
	struct ndmsg *ndm = begin(bytes, RTM_GETNEIGH, NLM_F_DUMP, sequence, sizeof(*ndm));

	ndm->ndm_family = (uint8_t)family;
	return length_of(bytes);
}

static struct neighbor *next_row(struct neighbor_table *table)
{
	if (table->count == table->capacity) {
		table->capacity = table->capacity == 0 ? 1024 : table->capacity * 2;
		table->rows = realloc(table->rows, table->capacity * sizeof(*table->rows));
		if (table->rows == NULL)
			fail("allocate", ENOMEM);
	}
	return memset(&table->rows[table->count++], 0, sizeof(*table->rows));
}

void decode_neighbor(const struct nlmsghdr *message, void *context)
{
	const struct ndmsg *ndm = NLMSG_DATA(message);
	const struct rtattr *rta =
		(const struct rtattr *)((const char *)ndm + NLMSG_ALIGN(sizeof(*ndm)));
	int left = (int)(message->nlmsg_len - NLMSG_SPACE(sizeof(*ndm)));
	struct neighbor *row = next_row(context);

	row->ifindex = (uint32_t)ndm->ndm_ifindex;
	row->state = ndm->ndm_state;
	row->flags = ndm->ndm_flags;
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left)) {
		size_t length = RTA_PAYLOAD(rta);

		switch (rta->rta_type) {
		case NDA_DST:
			row->address_length = (uint8_t)(length < 16 ? length : 16);
			memcpy(row->address, RTA_DATA(rta), row->address_length);
			break;
		case NDA_LLADDR:
			row->has_lladdr = length == sizeof(row->lladdr);
			if (row->has_lladdr)
				memcpy(row->lladdr, RTA_DATA(rta), sizeof(row->lladdr));
			break;
		case NDA_PROTOCOL:
			row->protocol = *(const uint8_t *)RTA_DATA(rta);
			break;
		case FLAGS_EXT:
			memcpy(&row->flags_ext, RTA_DATA(rta), sizeof(row->flags_ext));
			break;
		}
	}
}

static uint32_t gateway_in(const struct rtattr *rta, int left)
{
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left))
		if (rta->rta_type == RTA_GATEWAY)
			return *(const uint32_t *)RTA_DATA(rta);
	return 0;
}

/* The leg of a multipath route that leads over a device. */
static void decode_legs(const struct rtattr *multipath, int ifindex, struct next_hops *hops)
{
	const struct rtnexthop *leg = RTA_DATA(multipath);
	int left = (int)RTA_PAYLOAD(multipath);

	for (; left >= (int)sizeof(*leg) && RTNH_OK(leg, left);
	     left -= (int)RTNH_ALIGN(leg->rtnh_len), leg = RTNH_NEXT(leg)) {
		if (leg->rtnh_ifindex != ifindex || (leg->rtnh_flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN)))
			continue;
		hops->count++;
		hops->gateways ^= gateway_in(RTNH_DATA(leg), leg->rtnh_len - (int)sizeof(*leg));
	}
}

void decode_route(const struct nlmsghdr *message, void *context)
{
	const struct rtmsg *rtm = NLMSG_DATA(message);
	const struct rtattr *rta =
		(const struct rtattr *)((const char *)rtm + NLMSG_ALIGN(sizeof(*rtm)));
	int left = (int)(message->nlmsg_len - NLMSG_SPACE(sizeof(*rtm)));
	struct next_hops *hops = context;

	if (message->nlmsg_type != RTM_NEWROUTE || rtm->rtm_type != RTN_UNICAST)
		return;
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left))
		if (rta->rta_type == RTA_MULTIPATH)
			decode_legs(rta, hops->ifindexes[message->nlmsg_seq & 1], hops);
}
