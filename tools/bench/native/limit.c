/*
 * What the kernel itself takes for requests about neighbors: the least that any program can do.
 *
 *   limit write|delete|route|dump batched|serial COUNT FIRST DEVICE [DEVICE]
 *
 * batched: as few sends as are of use, an acknowledgment asked of the last request of each.
 * serial: one request, one acknowledgment. FIRST is the first of COUNT addresses in a row; route asks about each
 * over both devices; dump lists the table whatever COUNT says, serial with one small read at a time.
 *
 * Prints {"count":N,"wall":MICROSECONDS,"cpu":MICROSECONDS}: what was written, deleted, answered, or listed with the
 * mark of Kith on the device.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/neighbour.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "messages.h"
#include "socket.h"

/*
 * As fast as any number, and enough to pay for the calls. More is slower: thousands of answers, queued before the first
 * is read, leave the cache (routes took twice as long).
 */
#define MOST_AT_ONCE 256

/* Kernel memory that the answer about one route takes up at most; an acknowledgment takes less. */
#define ANSWER_ROOM 1536
#define MARK 75

struct task {
	size_t (*encode)(void *bytes, uint32_t sequence, int flags, int ifindex, uint32_t address);
	on_message decode;
	int is_batched;
	/* The first address of count, in host byte order, and the requests about each: one a device. */
	uint32_t first;
	size_t count;
	size_t devices;
	int ifindexes[2];
};

static double microseconds(struct timespec time)
{
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return microseconds(time);
}

static size_t batch_size(const struct rt_socket *rt, const struct task *task)
{
	size_t sent = (rt->send_room - 4096) / LONGEST_REQUEST;
	size_t answered = task->decode == NULL ? sent : rt->receive_room / ANSWER_ROOM;

	if (!task->is_batched)
		return 1;
	if (answered < sent)
		sent = answered;
	return sent < MOST_AT_ONCE ? sent : MOST_AT_ONCE;
}

static void carry_out(struct rt_socket *rt, const struct task *task, unsigned char *bytes,
		      size_t batch, void *context)
{
	size_t total = task->count * task->devices;

	for (size_t done = 0; done < total;) {
		size_t end = done + batch < total ? done + batch : total;
		size_t length = 0;

		for (; done < end; done++)
			length += task->encode(bytes + length, rt->sequence++,
					       done + 1 == end ? NLM_F_ACK : 0,
					       task->ifindexes[done % task->devices],
					       task->first + (uint32_t)(done / task->devices));
		rt_send(rt, bytes, length);
		rt_receive(rt, rt->sequence - 1, task->decode, context);
	}
}

/* As Kith, one family after the other. */
static void list(struct rt_socket *rt, struct neighbor_table *table)
{
	static const int families[] = { AF_INET, AF_INET6 };
	unsigned char bytes[LONGEST_REQUEST];

	for (int i = 0; i < 2; i++) {
		rt_send(rt, bytes, encode_dump(bytes, rt->sequence, families[i]));
		rt_receive(rt, rt->sequence++, decode_neighbor, table);
	}
}

static size_t marked(const struct neighbor_table *table, int ifindex)
{
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++)
		count += table->rows[i].protocol == MARK && (int)table->rows[i].ifindex == ifindex;
	return count;
}

static void read_arguments(struct task *task, int argc, char **argv)
{
	struct in_addr first;

	if (argc < 6 || argc > 7 || inet_pton(AF_INET, argv[4], &first) != 1) {
		fprintf(stderr, "usage: limit write|delete|route|dump batched|serial COUNT FIRST DEVICE [DEVICE]\n");
		exit(2);
	}
	memset(task, 0, sizeof(*task));
	task->is_batched = strcmp(argv[2], "batched") == 0;
	task->count = strtoul(argv[3], NULL, 10);
	task->first = ntohl(first.s_addr);
	for (int i = 5; i < argc; i++) {
		task->ifindexes[task->devices] = (int)if_nametoindex(argv[i]);
		if (task->ifindexes[task->devices++] == 0)
			fail(argv[i], errno);
	}
	if (strcmp(argv[1], "write") == 0)
		task->encode = encode_write;
	else if (strcmp(argv[1], "delete") == 0)
		task->encode = encode_delete;
	else if (strcmp(argv[1], "route") == 0)
		task->encode = encode_route;
	task->decode = task->encode == encode_route ? decode_route : NULL;
}

int main(int argc, char **argv)
{
	struct task task;
	struct rt_socket rt;
	struct neighbor_table table = { 0 };
	struct next_hops hops = { 0 };

	read_arguments(&task, argc, argv);
	if (task.encode == NULL && !task.is_batched)
		rt_open(&rt, 1, 32768);
	else
		rt_open(&rt, task.encode == NULL ? 4 : 32, 65536);
	memcpy(hops.ifindexes, task.ifindexes, sizeof(hops.ifindexes));
	size_t batch = batch_size(&rt, &task);
	unsigned char *bytes = malloc(batch * LONGEST_REQUEST);

	if (bytes == NULL)
		fail("allocate", ENOMEM);
	/* not the first touch of memory is to be measured */
	memset(bytes, 0, batch * LONGEST_REQUEST);
	double wall = now(CLOCK_MONOTONIC);
	double cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	if (task.encode == NULL)
		list(&rt, &table);
	else
		carry_out(&rt, &task, bytes, batch, &hops);
	cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	wall = now(CLOCK_MONOTONIC) - wall;

	size_t count = task.count;
	if (task.encode == NULL)
		count = marked(&table, task.ifindexes[0]);
	else if (task.decode != NULL)
		count = hops.count;
	printf("{\"count\":%zu,\"wall\":%.0f,\"cpu\":%.0f}\n", count, wall, cpu);
	return 0;
}
